/**
 * Recording, replay and moving through time. {@link ebb.replay.Timeline} unites a machine with the
 * inputs that came into it and with checkpoints of it; {@link ebb.replay.Recorder} notes the
 * inputs; {@link ebb.replay.Verifier} and {@link ebb.replay.Bisect} hold replays to what was
 * recorded.
 */
package ebb.replay;
