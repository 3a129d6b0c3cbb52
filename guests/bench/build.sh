#!/usr/bin/env bash
# Builds bench.elf, or with `native` the plain C workloads for the host; called by guests/build.sh.
#
#   guests/bench/build.sh [FILE]            # the guest, to FILE
#   guests/bench/build.sh native FILE
set -euo pipefail
native=
if [ "${1:-}" = native ]; then
  native=yes
  shift
fi
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

if [ "$native" ]; then
  compiler=(gcc)
  arm=() a32=() t32=() integer=()
  compile native native.c
  groups="integer floating neon"
else
  compiler=(arm-none-eabi-gcc -mcpu=cortex-a15 -mfloat-abi=hard -mfpu=neon-vfpv4 -ffreestanding)
  a32=(-marm) t32=(-mthumb) integer=(-mgeneral-regs-only)
  compile start ../lib/start.S -marm
  compile guest ../lib/guest.c -marm -mgeneral-regs-only
  compile main main.c -marm -mgeneral-regs-only
  compile memory memory.c -marm -mgeneral-regs-only -fno-tree-loop-distribute-patterns
  groups="integer floating neon system"
fi
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
if [ "$native" ]; then
  gcc -o "$output" "${linked[@]}"
else
  arm-none-eabi-gcc -mcpu=cortex-a15 -mfloat-abi=hard -mfpu=neon-vfpv4 -nostdlib -nostartfiles -Wl,--build-id=none \
    -T link.ld -o "$output" "${linked[@]}" -lgcc
fi
