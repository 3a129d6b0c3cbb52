#!/usr/bin/env bash
# Rebuilds the guests that ship with the repository: guests/NAME/NAME.elf from the sources beside it.
# Needs Debian's gcc-arm-none-eabi.
set -euo pipefail
cd "$(dirname "$0")"
for directory in */; do
  name=${directory%/}
  (cd "$name" && arm-none-eabi-gcc -mcpu=cortex-a15 -mfloat-abi=soft -marm -O2 -g -ffreestanding -nostdlib -nostartfiles \
    -mno-unaligned-access -fdebug-prefix-map="$PWD"=. -Wall -Wextra -Werror -Wl,--build-id=none -T link.ld \
    -o "$name.elf" ./*.S ./*.c -lgcc)
done
