/** Calls from bare-metal programs to the emulator. */
package ebb.machine.semihosting;
