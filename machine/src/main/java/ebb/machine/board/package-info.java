/** Whole machines: which devices at which addresses, and how they come to life. */
package ebb.machine.board;
