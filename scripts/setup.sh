#!/bin/sh
# Sets merchlint up in a virtual environment: setup.sh VENV user|dev
# Installs shared libraries that wheels lack where it may (root and apt), else stops and names the exact command.
set -eu

venv=$1
kind=$2
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cd "$root"

say() { printf '%s\n' "$*" >&2; }

may_apt() { [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; }

# apt_or_stop WHY PACKAGE...
apt_or_stop() {
    why=$1
    shift
    if may_apt; then
        say "merchlint: $why; apt-get install $*"
        apt-get update -qq >/dev/null 2>&1 || say "merchlint: apt-get update 没有成功，继续 / did not succeed, going on"
        if DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1; then
            return 0
        fi
    fi
    say "merchlint: $why"
    say "请先运行 / please run first:  sudo apt-get update && sudo apt-get install -y $*"
    exit 1
}

find_python() {
    for name in python3.14 python3.13 python3.12 python3.11 python3; do
        if command -v "$name" >/dev/null 2>&1 &&
            "$name" -c 'import sys; raise SystemExit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null; then
            command -v "$name"
            return 0
        fi
    done
    return 1
}

if [ ! -x "$venv/bin/python" ]; then
    python=$(find_python) || apt_or_stop "需要 Python 3.11 到 3.14 / Python 3.11 to 3.14 is needed" python3 python3-venv
    python=$(find_python) || { say "merchlint: 没有找到 Python 3.11 以上 / no Python 3.11 or newer found"; exit 1; }
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        apt_or_stop "缺少 venv 模块 / the venv module is missing" python3-venv
    fi
    "$python" -m venv "$venv"
fi

# Installs again only when the list of dependencies or the kind of set-up has changed.
stamp="$venv/.merchlint-setup"
want="$kind $(cksum <pyproject.toml)"
done_before=$(cat "$stamp" 2>/dev/null || true)
if [ "$done_before" != "$want" ] && [ "$done_before" != "dev ${want#* }" ]; then
    say "merchlint: 正在安装依赖，第一次需要几分钟 / installing dependencies, a few minutes the first time"
    if [ "$kind" = dev ]; then extra='.[dev]'; else extra='.'; fi
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --editable "$extra"
    printf '%s\n' "$want" >"$stamp"
fi

# Shared libraries that a wheel needs and does not carry show as an import that fails.
imports() { "$venv/bin/python" -c "import $1" >/dev/null 2>&1; }
imports pyzbar.pyzbar || apt_or_stop "缺少 libzbar0（pyzbar 读码用） / libzbar0 is missing (pyzbar)" libzbar0
if ! imports cv2; then
    apt_or_stop "OpenCV 缺少系统库 / OpenCV lacks shared libraries" libxcb1 libgl1 libglib2.0-0
fi
