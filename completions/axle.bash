# SPDX-License-Identifier: MIT OR Apache-2.0
# Completions of axle for bash.
# Made by `axle generate-shell-completion`; do not edit.
_axle() {
  local current="${COMP_WORDS[COMP_CWORD]}" first="${COMP_WORDS[1]}" second="${COMP_WORDS[2]}" words=""
  if [ "$COMP_CWORD" -eq 1 ]; then
    words="venv pip cache help --help --version"
  else
    case "$first $second" in
      "venv"*) words="--link-mode --seed -c --clear --force --allow-existing --prompt --system-site-packages --relocatable -p --python --system --index --default-index -i --index-url --extra-index-url -f --find-links --no-index --index-strategy --keyring-provider --exclude-newer --refresh --refresh-package -n --no-cache --cache-dir -q --quiet -v --verbose --color --no-progress --offline --allow-insecure-host --system-certs --proxy --directory --config-file --no-config --output-format -h --help -V --version" ;;
      "pip install") words="-r --requirement -c --constraint --override --exclude -e --editable --extra --all-extras --group --no-deps --exact --dry-run --strict --require-hashes --no-verify-hashes --reinstall --reinstall-package --link-mode --compile-bytecode --no-compile-bytecode --no-build --no-binary --only-binary -p --python --system --break-system-packages --no-break-system-packages -t --target --prefix --index --default-index -i --index-url --extra-index-url -f --find-links --no-index --index-strategy --keyring-provider -U --upgrade -P --upgrade-package --resolution --prerelease --pre --exclude-newer --exclude-newer-package --refresh --refresh-package -n --no-cache --cache-dir -q --quiet -v --verbose --color --no-progress --offline --allow-insecure-host --system-certs --cert --proxy --directory --config-file --no-config --output-format -h --help -V --version" ;;
      "pip uninstall") words="-r --requirement --dry-run --strict -y --yes -p --python --system --break-system-packages --no-break-system-packages -t --target --prefix --keyring-provider -n --no-cache --cache-dir -q --quiet -v --verbose --color --no-progress --offline --allow-insecure-host --system-certs --cert --proxy --directory --config-file --no-config --output-format -h --help -V --version" ;;
      "pip list") words="--strict --format --outdated -e --editable --exclude-editable --exclude -p --python --system -t --target --prefix --index --default-index -i --index-url --extra-index-url -f --find-links --no-index --index-strategy --keyring-provider --exclude-newer --refresh --refresh-package -n --no-cache --cache-dir -q --quiet -v --verbose --color --no-progress --offline --allow-insecure-host --system-certs --cert --proxy --directory --config-file --no-config --output-format -h --help -V --version" ;;
      "pip freeze") words="--strict --exclude-editable --exclude --path -p --python --system -t --target --prefix -n --no-cache --cache-dir -q --quiet -v --verbose --color --no-progress --offline --allow-insecure-host --system-certs --cert --proxy --directory --config-file --no-config --output-format -h --help -V --version" ;;
      "pip show") words="--strict -f --files -p --python --system -t --target --prefix -n --no-cache --cache-dir -q --quiet -v --verbose --color --no-progress --offline --allow-insecure-host --system-certs --cert --proxy --directory --config-file --no-config --output-format -h --help -V --version" ;;
      "pip check") words="--strict -p --python --system -n --no-cache --cache-dir -q --quiet -v --verbose --color --no-progress --offline --allow-insecure-host --system-certs --cert --proxy --directory --config-file --no-config --output-format -h --help -V --version" ;;
      "cache clean") words="--force -n --no-cache --cache-dir -q --quiet -v --verbose --color --no-progress --offline --allow-insecure-host --system-certs --directory --config-file --no-config --output-format -h --help -V --version" ;;
      "cache prune") words="--force -n --no-cache --cache-dir -q --quiet -v --verbose --color --no-progress --offline --allow-insecure-host --system-certs --directory --config-file --no-config --output-format -h --help -V --version" ;;
      "cache dir") words="-n --no-cache --cache-dir -q --quiet -v --verbose --color --no-progress --offline --allow-insecure-host --system-certs --directory --config-file --no-config --output-format -h --help -V --version" ;;
      "cache size") words="-H --human -n --no-cache --cache-dir -q --quiet -v --verbose --color --no-progress --offline --allow-insecure-host --system-certs --directory --config-file --no-config --output-format -h --help -V --version" ;;
      "help"*) words="-n --no-cache --cache-dir -q --quiet -v --verbose --color --no-progress --offline --allow-insecure-host --system-certs --directory --config-file --no-config --output-format -h --help -V --version" ;;
      "cache "*) words="clean prune dir size" ;;
      "pip "*) words="install uninstall list freeze show check" ;;
    esac
  fi
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}
complete -o default -F _axle axle
