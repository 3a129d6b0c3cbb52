/**
 * The recording file: its layout is drawn in {@link ebb.replay.log.RecordingFormat}. Knows nothing
 * of machines.
 */
package ebb.replay.log;
