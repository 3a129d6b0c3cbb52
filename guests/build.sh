#!/usr/bin/env bash
# Rebuilds the guests that ship with the repository: guests/NAME/NAME.elf from the sources beside it, with guests/lib
# unless it has a link.ld of its own, or by its own build.sh. Needs Debian's gcc-arm-none-eabi.
#
#   guests/build.sh [DIRECTORY]      # DIRECTORY: leave NAME.elf there instead
set -euo pipefail
target=${1:+$(realpath "$1")}
cd "$(dirname "$0")"
objects=$(mktemp -d)
trap 'rm -rf "$objects"' EXIT
for directory in */; do
  name=${directory%/}
  [ "$name" != lib ] || continue
  output=${target:-$PWD/$name}/$name.elf
  (
    cd "$name"
    if [ -f build.sh ]; then
      ./build.sh "$output"
      exit
    fi
    shopt -s nullglob
    script=link.ld
    sources=(./*.S ./*.c)
    if [ ! -f link.ld ]; then
      script=../lib/link.ld
      sources+=(../lib/start.S ../lib/guest.c)
    fi
    # The objects' names are in the result: they must be the same each time.
    linked=()
    for source in "${sources[@]}"; do
      linked+=("$objects/$(basename "$source").o")
      arm-none-eabi-gcc -mcpu=cortex-a15 -mfloat-abi=soft -marm -O2 -g -ffreestanding -mno-unaligned-access \
        -fdebug-prefix-map="$PWD"=. -I../lib -Wall -Wextra -Werror -c -o "${linked[-1]}" "$source"
    done
    arm-none-eabi-gcc -mcpu=cortex-a15 -mfloat-abi=soft -marm -nostdlib -nostartfiles -Wl,--build-id=none -T "$script" \
      -o "$output" "${linked[@]}" -lgcc
  )
done
