#!/usr/bin/env bash
# The oldest Blender that can be had with a window here: Debian trixie's 4.3.2, which stands for 4.2.
#
#   old-blender.sh COMMAND...      makes a folder with it, once, and runs a command inside: `blender`, `python3`, ...
#
# Needs root and debootstrap. OLD_BLENDER_ROOT is the folder (/opt/old-blender). Inside, this repository, the temporary
# files and the folder where you stand are the machine's own. For the tests:
#
#   POINTSMITH_WINDOW_OLD="tests/window/old-blender.sh" python3 vendor_install.py test tests/blender/test_window.py
set -euo pipefail

root=${OLD_BLENDER_ROOT:-/opt/old-blender}
packages=(blender python3-numpy python3-requests xvfb xauth xdotool imagemagick libgl1 libegl1 libgl1-mesa-dri)

if [ ! -x "$root/usr/bin/blender" ]; then
  [ -x "$root/usr/bin/apt-get" ] || debootstrap --variant=minbase --include=ca-certificates trixie "$root" >&2
  DEBIAN_FRONTEND=noninteractive chroot "$root" sh -c \
    "apt-get update -q && apt-get install -y -q --no-install-recommends ${packages[*]}" >&2
fi

share() {  # as a slave, so that unmounting in there never unmounts out here
  mkdir -p "$root$1"
  mountpoint -q "$root$1" || { mount --rbind "$1" "$root$1" && mount --make-rslave "$root$1"; }
}

mountpoint -q "$root/proc" || mount -t proc proc "$root/proc"
share /dev
repository=$(realpath "$(dirname "$0")/../..")
for folder in "$repository" "$PWD" "${TMPDIR:-/tmp}" "${POINTSMITH_ENVIRONMENT:-/tmp}" "$HOME"; do
  folder=/$(realpath "$folder" | cut -d/ -f2)
  case $root in "$folder"/*) continue ;; esac  # never inside itself
  [ "$folder" = / ] || share "$folder"
done
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
chroot "$root" /usr/bin/env -i PATH=/usr/local/bin:/usr/bin:/bin LANG=C.UTF-8 LIBGL_ALWAYS_SOFTWARE=1 HOME="$home" \
  ${DISPLAY:+DISPLAY="$DISPLAY"} sh -c 'cd "$1" && shift && exec "$@"' sh "$PWD" "$@"
