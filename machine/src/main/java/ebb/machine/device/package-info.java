/** Board devices that belong to no bus: UART, clock, GPIO, flash, firmware configuration. */
package ebb.machine.device;
