#!/usr/bin/env bash
# Builds bench.elf; or with `native` the plain C workloads for the host, with `linux` these and those of linux/ as a program
# for Debian's armhf. Called by guests/build.sh and guests/programs.sh.
#
#   guests/bench/build.sh [FILE]            # the guest, to FILE
#   guests/bench/build.sh native FILE
#   guests/bench/build.sh linux FILE        # needs Debian's gcc-arm-linux-gnueabihf and libc6-dev-armhf-cross
set -euo pipefail
kind=guest
case ${1:-} in
  native | linux)
    kind=$1
    shift
    ;;
esac
output=$(realpath "${1:-$(dirname "$0")/bench.elf}")
cd "$(dirname "$0")"
objects=$(mktemp -d)
trap 'rm -rf "$objects"' EXIT
thumb="mix records bytecode" # have a T32 build too
linked=()

compile() { # compile NAME SOURCE FLAGS...
  linked+=("$objects/$1.o")
  "${compiler[@]}" -std=gnu17 -O2 -ffp-contract=off -fno-math-errno -Wall -Wextra -Werror -I. -I../lib \
    "${@:3}" -c -o "${linked[-1]}" "$2"
}

cpu=(-mcpu=cortex-a15 -mfloat-abi=hard -mfpu=neon-vfpv4)
a32=(-marm) t32=(-mthumb) integer=(-mgeneral-regs-only)
groups="integer floating neon"
case $kind in
  native)
    compiler=(gcc)
    linker=(gcc)
    a32=() t32=() integer=()
    compile native native.c
    ;;
  linux)
    compiler=(arm-linux-gnueabihf-gcc "${cpu[@]}")
    linker=(arm-linux-gnueabihf-gcc "${cpu[@]}" -static)
    if ! command -v "${compiler[0]}" > /dev/null; then
      echo "build.sh: needs ${compiler[0]} (Debian: apt install gcc-arm-linux-gnueabihf libc6-dev-armhf-cross)" >&2
      exit 2
    fi
    compile native native.c -marm -DLINUX
    groups+=" linux"
    ;;
  guest)
    compiler=(arm-none-eabi-gcc "${cpu[@]}" -ffreestanding)
    linker=(arm-none-eabi-gcc "${cpu[@]}" -nostdlib -nostartfiles -Wl,--build-id=none -T link.ld)
    compile start ../lib/start.S -marm
    compile guest ../lib/guest.c -marm -mgeneral-regs-only
    compile main main.c -marm -mgeneral-regs-only
    compile memory memory.c -marm -mgeneral-regs-only -fno-tree-loop-distribute-patterns
    groups+=" system"
    ;;
esac
for group in $groups; do
  flags=()
  case $group in
    integer | system) flags=("${integer[@]}") ;;
    floating) flags=(-fno-tree-vectorize) ;;
  esac
  for source in "$group"/*.c; do
    name=$(basename "$source" .c)
    compile "$name" "$source" "${a32[@]}" "${flags[@]}"
    case " $thumb " in
      *" $name "*) compile "${name}_thumb" "$source" "${t32[@]}" "${flags[@]}" -DTHUMB ;;
    esac
  done
done
"${linker[@]}" -o "$output" "${linked[@]}" -lgcc
