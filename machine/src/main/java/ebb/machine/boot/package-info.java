/**
 * What lies in memory when the first instruction executes: kernels, initial RAM disks, device
 * trees.
 */
package ebb.machine.boot;
