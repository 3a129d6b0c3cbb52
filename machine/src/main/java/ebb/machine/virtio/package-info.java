/** The virtio-mmio transport and the devices behind it, hardened against their drivers. */
package ebb.machine.virtio;
