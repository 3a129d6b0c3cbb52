/** Disk images, and the guest's writes to them as state that can be rewound. */
package ebb.machine.disk;
