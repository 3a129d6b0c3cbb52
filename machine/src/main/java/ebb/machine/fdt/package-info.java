/** Flattened device trees (Devicetree Specification 0.3, chapter 5), version 17. */
package ebb.machine.fdt;
