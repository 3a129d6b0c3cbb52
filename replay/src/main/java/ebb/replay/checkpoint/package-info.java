/**
 * States of a machine that can be gone back to: immutable maps from pages to shared contents, and
 * which of them are kept.
 */
package ebb.replay.checkpoint;
