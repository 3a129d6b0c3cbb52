/**
 * The ARM Generic Interrupt Controller, architecture version 2 (IHI 0048B), without Security
 * Extensions.
 */
package ebb.machine.gic;
