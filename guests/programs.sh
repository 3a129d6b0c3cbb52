#!/usr/bin/env bash
# Makes an initrd of Linux programs for comparisons: the workloads of guests/bench, and some programs of Debian's armhf, fetched
# through apt with the libraries that they need.
#
#   guests/programs.sh DIRECTORY
#
# Leaves initrd-programs.gz there and programs.txt, a list of GROUP NAME ROUNDS, unless they are newer than their sources; beside
# what guests/debian.sh leaves, which is called first and says what it needs. Their init is guests/init-programs. Needs Debian's
# gcc-arm-linux-gnueabihf and libc6-dev-armhf-cross.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
target=$(realpath -m "${1:?usage: guests/programs.sh DIRECTORY}")
"$here/debian.sh" "$target"
initrd=$target/initrd-programs.gz
[ ! -f "$initrd" ] || [ -n "$(find "$here"/{programs.sh,init-programs,bench} ! -name '*.elf' -type f -newer "$initrd")" ] || exit 0

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
unpacked=$scratch/unpacked root=$scratch/root
mkdir -p "$unpacked" "$root"/{bin,lib,usr/lib,proc,sys,dev,tmp}
"$here/bench/build.sh" linux "$root/bin/bench"

# Without what only their packages' own scripts need.
packages=(busybox-static:armhf gzip:armhf openssl:armhf sqlite3:armhf 7zip:armhf python3.11-minimal:armhf)
mapfile -t libraries < <(apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces \
  --no-enhances --no-pre-depends "${packages[@]}" | grep -E '^z?lib.*:armhf$' | sort -u)
(cd "$scratch" && apt-get download -q "${packages[@]}" "${libraries[@]}")
for package in "$scratch"/*.deb; do dpkg-deb -x "$package" "$unpacked"; done

libraries_of() { # FILE: copies the libraries that it needs, and those that they need
  local library found
  arm-linux-gnueabihf-readelf -dl "$1" | sed -nE 's/.*(NEEDED.*\[|interpreter: .*\/)([^]]*)\]/\2/p' | while read -r library; do
    [ ! -f "$root/lib/$library" ] || continue
    found=$(find "$unpacked"/{lib,usr/lib} -name "$library" | head -1)
    [ "$found" ] || { echo "programs.sh: $library is in none of the packages" >&2; exit 1; }
    cp -L "$found" "$root/lib/"
    libraries_of "$root/lib/$library"
  done
}

cp "$unpacked/bin/busybox" "$root/bin/"
for applet in sh mount cat seq sed tail md5sum cut rm poweroff; do ln -s busybox "$root/bin/$applet"; done
for program in bin/gzip usr/bin/{openssl,sqlite3,7zz,python3.11}; do
  cp "$unpacked/$program" "$root/bin/"
  libraries_of "$root/bin/${program##*/}"
done
cp -r "$unpacked/usr/lib/python3.11" "$root/usr/lib/"
rm -r "$root"/usr/lib/python3.11/{lib-dynload/*,email,logging,urllib}
ln -s ../bin "$root/usr/bin"

# 4 MB of text, in which some words are frequent.
awk 'function random() { return state = state * 16807 % 2147483647 }
  BEGIN {
    for (state = 1; size < 4 * 1024 * 1024; size += length(line) + 1) {
      line = ""
      for (i = random() % 16; i >= 0; i--) {
        word = int(3000 * (random() / 2147483647) ^ 3)
        line = line sprintf("%c%c%x%s", 97 + word % 26, 97 + word % 7, word, i ? " " : ".")
      }
      print line
    }
  }' | gzip -9n > "$root/sample.gz"
cp "$here"/bench/linux/work.{py,sql} "$root/"
programs='s/^([A-Z]+)\(([a-z0-9_]+), ([0-9]+).*/\L\1 \2 \3/p'
{
  sed -nE "$programs" "$here/bench/workloads.h" | grep -v '^system '
  sed -nE "$programs" "$here/bench/linux/workloads.h"
} > "$root/programs"
install -m 755 "$here/init-programs" "$root/init"
(cd "$root" && find . | LC_ALL=C sort | cpio -o -H newc --quiet --reproducible | gzip -9n) > "$initrd.new"
cp "$root/programs" "$target/programs.txt"
mv "$initrd.new" "$initrd"
