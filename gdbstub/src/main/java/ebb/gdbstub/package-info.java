/** The gdb remote protocol on a timeline: forward and in reverse. */
package ebb.gdbstub;
