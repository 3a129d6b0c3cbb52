/** The Power State Coordination Interface. */
package ebb.machine.psci;
