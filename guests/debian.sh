#!/usr/bin/env bash
# Fetches Debian's armhf kernels and a static busybox through apt and makes a small initrd of it.
#
#   guests/debian.sh DIRECTORY [--debug-symbols]
#
# Leaves vmlinuz-armmp, vmlinuz-armmp-lpae, and initrds there: initrd.gz is an interactive shell, initrd-auto.gz prints a
# line, works a little, powers off, initrd-work.gz works for long. All have the kernels' modules for virtio devices, the
# last those for ext4 too. With --debug-symbols also vmlinux-armmp (a 600 MB package is fetched for it).
# Needs Debian, and root for "dpkg --add-architecture armhf" the first time. Also needs cpio.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
target=${1:?usage: guests/debian.sh DIRECTORY [--debug-symbols]}
mkdir -p "$target"
cd "$target"

if ! dpkg --print-foreign-architectures | grep -qx armhf; then
  dpkg --add-architecture armhf
  apt-get update -q || echo "debian.sh: some package indexes could not be fetched; going on with the others" >&2
fi

newest() { # the real package behind a meta package
  apt-cache depends "$1:armhf" | sed -n 's/.*Depends: \(linux-image-[0-9][^:]*\).*/\1/p' | head -1
}

fetch() {
  rm -rf unpack && mkdir unpack
  (cd unpack && apt-get download -q "$1:armhf" && dpkg-deb -x ./*.deb . && rm -f ./*.deb)
}

# Debian's kernels have these as modules only.
modules="drivers/block/virtio_blk drivers/char/hw_random/virtio-rng drivers/char/virtio_console drivers/virtio/virtio_mmio
  lib/crc16 crypto/crc32c_generic fs/mbcache fs/jbd2/jbd2 fs/ext4/ext4"

for flavour in armmp armmp-lpae; do
  if [ ! -f "vmlinuz-$flavour" ] || ! ls "modules-$flavour"/*/ext4.ko > /dev/null 2>&1; then
    fetch "$(newest linux-image-$flavour)"
    mv unpack/boot/vmlinuz-* "vmlinuz-$flavour"
    release=$(ls unpack/lib/modules)
    mkdir -p "modules-$flavour/$release"
    for module in $modules; do
      cp "unpack/lib/modules/$release/kernel/$module.ko" "modules-$flavour/$release/"
    done
  fi
done

if [ "${2:-}" = --debug-symbols ] && [ ! -f vmlinux-armmp ]; then
  rm -rf unpack && mkdir unpack
  (cd unpack && apt-get download -q "$(newest linux-image-armmp)-dbg:armhf")
  dpkg-deb --fsys-tarfile unpack/*.deb | tar -x -C unpack --wildcards './usr/lib/debug/boot/vmlinux-*'
  mv unpack/usr/lib/debug/boot/vmlinux-* vmlinux-armmp
fi

if [ ! -f initrd.gz ] || [ "$here/init" -nt initrd.gz ] || [ "$here/init-auto" -nt initrd.gz ] ||
  [ "$here/init-work" -nt initrd.gz ]; then
  fetch busybox-static
  rm -rf root && mkdir -p root/bin root/proc root/sys root/dev root/tmp root/etc root/mnt root/modules
  cp unpack/bin/busybox root/bin/
  cp -r modules-*/* root/modules/
  for applet in sh mount umount ls cat echo uname dmesg ps sleep date poweroff reboot dd md5sum sha256sum grep \
    head tail wc sync mkdir rm cp find sort gzip setsid cttyhack seq sed awk test printf mke2fs mknod true insmod cut; do
    ln -s busybox "root/bin/$applet"
  done
  for kind in -work "" -auto; do
    [ "$kind" = -work ] || rm -f root/modules/*/{crc16,crc32c_generic,mbcache,jbd2,ext4}.ko
    install -m 755 "$here/init$kind" root/init
    (cd root && find . | LC_ALL=C sort | cpio -o -H newc --quiet --reproducible | gzip -9n) > "initrd$kind.gz"
  done
fi
rm -rf unpack root
