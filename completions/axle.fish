# SPDX-License-Identifier: MIT OR Apache-2.0
# Completions of axle for fish.
# Made by `axle generate-shell-completion`; do not edit.
complete -c axle -n __fish_use_subcommand -f -a 'venv pip cache help'
complete -c axle -n '__fish_seen_subcommand_from cache; and not __fish_seen_subcommand_from clean prune dir size' -f -a 'clean prune dir size'
complete -c axle -n '__fish_seen_subcommand_from pip; and not __fish_seen_subcommand_from compile sync install upgrade uninstall list freeze show tree why why-not check download index inspect' -f -a 'compile sync install upgrade uninstall list freeze show tree why why-not check download index inspect'
complete -c axle -n '__fish_seen_subcommand_from venv' -l link-mode -r
complete -c axle -n '__fish_seen_subcommand_from venv' -l no-installer-metadata
complete -c axle -n '__fish_seen_subcommand_from venv' -l seed
complete -c axle -n '__fish_seen_subcommand_from venv' -l clear
complete -c axle -n '__fish_seen_subcommand_from venv' -l force
complete -c axle -n '__fish_seen_subcommand_from venv' -l allow-existing
complete -c axle -n '__fish_seen_subcommand_from venv' -l prompt -r
complete -c axle -n '__fish_seen_subcommand_from venv' -l system-site-packages
complete -c axle -n '__fish_seen_subcommand_from venv' -l relocatable
complete -c axle -n '__fish_seen_subcommand_from venv' -l python -r
complete -c axle -n '__fish_seen_subcommand_from venv' -l system
complete -c axle -n '__fish_seen_subcommand_from venv' -l managed-python
complete -c axle -n '__fish_seen_subcommand_from venv' -l index -r
complete -c axle -n '__fish_seen_subcommand_from venv' -l default-index -r
complete -c axle -n '__fish_seen_subcommand_from venv' -l index-url -r
complete -c axle -n '__fish_seen_subcommand_from venv' -l extra-index-url -r
complete -c axle -n '__fish_seen_subcommand_from venv' -l find-links -r
complete -c axle -n '__fish_seen_subcommand_from venv' -l no-index
complete -c axle -n '__fish_seen_subcommand_from venv' -l index-strategy -r
complete -c axle -n '__fish_seen_subcommand_from venv' -l keyring-provider -r
complete -c axle -n '__fish_seen_subcommand_from venv' -l exclude-newer -r
complete -c axle -n '__fish_seen_subcommand_from venv' -l refresh
complete -c axle -n '__fish_seen_subcommand_from venv' -l refresh-package -r
complete -c axle -n '__fish_seen_subcommand_from venv' -l no-cache
complete -c axle -n '__fish_seen_subcommand_from venv' -l cache-dir -r
complete -c axle -n '__fish_seen_subcommand_from venv' -l quiet
complete -c axle -n '__fish_seen_subcommand_from venv' -l verbose
complete -c axle -n '__fish_seen_subcommand_from venv' -l color -r
complete -c axle -n '__fish_seen_subcommand_from venv' -l no-color
complete -c axle -n '__fish_seen_subcommand_from venv' -l no-progress
complete -c axle -n '__fish_seen_subcommand_from venv' -l offline
complete -c axle -n '__fish_seen_subcommand_from venv' -l allow-insecure-host -r
complete -c axle -n '__fish_seen_subcommand_from venv' -l system-certs
complete -c axle -n '__fish_seen_subcommand_from venv' -l proxy -r
complete -c axle -n '__fish_seen_subcommand_from venv' -l directory -r
complete -c axle -n '__fish_seen_subcommand_from venv' -l project -r
complete -c axle -n '__fish_seen_subcommand_from venv' -l config-file -r
complete -c axle -n '__fish_seen_subcommand_from venv' -l no-config
complete -c axle -n '__fish_seen_subcommand_from venv' -l show-settings
complete -c axle -n '__fish_seen_subcommand_from venv' -l output-format -r
complete -c axle -n '__fish_seen_subcommand_from venv' -l help
complete -c axle -n '__fish_seen_subcommand_from venv' -l version
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l constraint -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l override -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l exclude -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l extra -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l all-extras
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l group -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l no-sources
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l no-sources-package -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l no-deps
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l link-mode -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l no-build
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l no-binary -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l only-binary -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l output-file -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l format -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l generate-hashes
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l annotation-style -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l no-annotate
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l no-header
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l custom-compile-command -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l no-strip-extras
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l no-emit-package -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l emit-index-url
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l emit-find-links
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l emit-build-options
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l emit-index-annotation
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l python-version -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l python-platform -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l python -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l system
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l managed-python
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l index -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l default-index -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l index-url -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l extra-index-url -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l find-links -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l no-index
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l index-strategy -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l keyring-provider -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l upgrade
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l upgrade-package -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l resolution -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l prerelease -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l prerelease-package -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l pre
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l exclude-newer -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l exclude-newer-package -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l refresh
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l refresh-package -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l no-cache
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l cache-dir -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l quiet
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l verbose
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l color -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l no-color
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l no-progress
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l offline
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l allow-insecure-host -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l system-certs
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l cert -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l proxy -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l directory -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l project -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l config-file -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l no-config
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l show-settings
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l output-format -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l emit-marker-expression
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l help
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from compile' -l version
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from sync' -l constraint -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from sync' -l extra -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from sync' -l all-extras
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from sync' -l group -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from sync' -l no-sources
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from sync' -l no-sources-package -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from sync' -l dry-run
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from sync' -l check
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from sync' -l strict
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from sync' -l require-hashes
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from sync' -l no-verify-hashes
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from sync' -l reinstall
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from sync' -l reinstall-package -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from sync' -l link-mode -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from sync' -l compile-bytecode
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from sync' -l no-installer-metadata
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from sync' -l no-build
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from sync' -l no-binary -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from sync' -l only-binary -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from sync' -l python-version -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from sync' -l python-platform -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from sync' -l allow-empty-requirements
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from sync' -l python -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from sync' -l system
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from sync' -l break-system-packages
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from sync' -l managed-python
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from sync' -l target -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from sync' -l prefix -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from sync' -l index -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from sync' -l default-index -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from sync' -l index-url -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from sync' -l extra-index-url -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from sync' -l find-links -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from sync' -l no-index
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from sync' -l index-strategy -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from sync' -l keyring-provider -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from sync' -l exclude-newer -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from sync' -l exclude-newer-package -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from sync' -l refresh
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from sync' -l refresh-package -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from sync' -l no-cache
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from sync' -l cache-dir -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from sync' -l quiet
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from sync' -l verbose
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from sync' -l color -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from sync' -l no-color
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from sync' -l no-progress
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from sync' -l offline
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from sync' -l allow-insecure-host -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from sync' -l system-certs
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from sync' -l cert -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from sync' -l proxy -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from sync' -l directory -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from sync' -l project -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from sync' -l config-file -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from sync' -l no-config
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from sync' -l show-settings
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from sync' -l output-format -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from sync' -l help
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from sync' -l version
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l requirement -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l constraint -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l override -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l exclude -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l editable -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l extra -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l all-extras
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l group -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l no-sources
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l no-sources-package -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l no-deps
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l exact
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l dry-run
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l check
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l strict
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l require-hashes
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l no-verify-hashes
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l reinstall
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l reinstall-package -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l link-mode -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l compile-bytecode
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l no-installer-metadata
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l no-build
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l no-binary -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l only-binary -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l python-version -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l python-platform -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l python -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l system
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l break-system-packages
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l managed-python
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l target -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l prefix -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l index -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l default-index -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l index-url -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l extra-index-url -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l find-links -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l no-index
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l index-strategy -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l keyring-provider -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l upgrade
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l upgrade-package -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l resolution -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l prerelease -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l prerelease-package -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l pre
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l exclude-newer -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l exclude-newer-package -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l refresh
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l refresh-package -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l no-cache
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l cache-dir -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l quiet
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l verbose
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l color -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l no-color
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l no-progress
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l offline
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l allow-insecure-host -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l system-certs
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l cert -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l proxy -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l directory -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l project -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l config-file -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l no-config
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l show-settings
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l output-format -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l help
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from install' -l version
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from upgrade' -l constraint -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from upgrade' -l dry-run
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from upgrade' -l strict
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from upgrade' -l link-mode -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from upgrade' -l compile-bytecode
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from upgrade' -l no-installer-metadata
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from upgrade' -l no-build
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from upgrade' -l no-binary -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from upgrade' -l only-binary -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from upgrade' -l all
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from upgrade' -l exclude -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from upgrade' -l python -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from upgrade' -l system
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from upgrade' -l break-system-packages
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from upgrade' -l managed-python
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from upgrade' -l target -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from upgrade' -l prefix -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from upgrade' -l index -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from upgrade' -l default-index -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from upgrade' -l index-url -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from upgrade' -l extra-index-url -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from upgrade' -l find-links -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from upgrade' -l no-index
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from upgrade' -l index-strategy -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from upgrade' -l keyring-provider -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from upgrade' -l prerelease -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from upgrade' -l prerelease-package -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from upgrade' -l pre
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from upgrade' -l exclude-newer -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from upgrade' -l exclude-newer-package -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from upgrade' -l refresh
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from upgrade' -l refresh-package -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from upgrade' -l no-cache
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from upgrade' -l cache-dir -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from upgrade' -l quiet
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from upgrade' -l verbose
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from upgrade' -l color -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from upgrade' -l no-color
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from upgrade' -l no-progress
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from upgrade' -l offline
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from upgrade' -l allow-insecure-host -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from upgrade' -l system-certs
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from upgrade' -l cert -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from upgrade' -l proxy -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from upgrade' -l directory -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from upgrade' -l project -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from upgrade' -l config-file -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from upgrade' -l no-config
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from upgrade' -l show-settings
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from upgrade' -l output-format -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from upgrade' -l help
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from upgrade' -l version
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from uninstall' -l requirement -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from uninstall' -l dry-run
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from uninstall' -l strict
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from uninstall' -l autoremove
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from uninstall' -l yes
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from uninstall' -l python -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from uninstall' -l system
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from uninstall' -l break-system-packages
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from uninstall' -l managed-python
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from uninstall' -l target -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from uninstall' -l prefix -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from uninstall' -l keyring-provider -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from uninstall' -l no-cache
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from uninstall' -l cache-dir -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from uninstall' -l quiet
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from uninstall' -l verbose
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from uninstall' -l color -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from uninstall' -l no-color
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from uninstall' -l no-progress
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from uninstall' -l offline
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from uninstall' -l allow-insecure-host -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from uninstall' -l system-certs
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from uninstall' -l cert -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from uninstall' -l proxy -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from uninstall' -l directory -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from uninstall' -l project -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from uninstall' -l config-file -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from uninstall' -l no-config
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from uninstall' -l show-settings
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from uninstall' -l output-format -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from uninstall' -l help
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from uninstall' -l version
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from list' -l strict
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from list' -l format -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from list' -l outdated
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from list' -l editable
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from list' -l exclude-editable
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from list' -l exclude -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from list' -l python -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from list' -l system
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from list' -l managed-python
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from list' -l target -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from list' -l prefix -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from list' -l index -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from list' -l default-index -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from list' -l index-url -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from list' -l extra-index-url -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from list' -l find-links -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from list' -l no-index
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from list' -l index-strategy -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from list' -l keyring-provider -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from list' -l exclude-newer -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from list' -l exclude-newer-package -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from list' -l refresh
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from list' -l refresh-package -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from list' -l no-cache
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from list' -l cache-dir -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from list' -l quiet
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from list' -l verbose
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from list' -l color -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from list' -l no-color
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from list' -l no-progress
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from list' -l offline
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from list' -l allow-insecure-host -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from list' -l system-certs
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from list' -l cert -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from list' -l proxy -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from list' -l directory -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from list' -l project -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from list' -l config-file -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from list' -l no-config
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from list' -l show-settings
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from list' -l output-format -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from list' -l help
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from list' -l version
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from freeze' -l strict
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from freeze' -l exclude-editable
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from freeze' -l exclude -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from freeze' -l path -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from freeze' -l python -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from freeze' -l system
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from freeze' -l managed-python
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from freeze' -l target -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from freeze' -l prefix -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from freeze' -l no-cache
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from freeze' -l cache-dir -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from freeze' -l quiet
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from freeze' -l verbose
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from freeze' -l color -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from freeze' -l no-color
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from freeze' -l no-progress
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from freeze' -l offline
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from freeze' -l allow-insecure-host -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from freeze' -l system-certs
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from freeze' -l cert -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from freeze' -l proxy -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from freeze' -l directory -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from freeze' -l project -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from freeze' -l config-file -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from freeze' -l no-config
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from freeze' -l show-settings
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from freeze' -l output-format -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from freeze' -l help
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from freeze' -l version
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from show' -l strict
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from show' -l files
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from show' -l python -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from show' -l system
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from show' -l managed-python
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from show' -l target -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from show' -l prefix -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from show' -l no-cache
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from show' -l cache-dir -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from show' -l quiet
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from show' -l verbose
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from show' -l color -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from show' -l no-color
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from show' -l no-progress
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from show' -l offline
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from show' -l allow-insecure-host -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from show' -l system-certs
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from show' -l cert -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from show' -l proxy -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from show' -l directory -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from show' -l project -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from show' -l config-file -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from show' -l no-config
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from show' -l show-settings
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from show' -l output-format -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from show' -l help
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from show' -l version
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from tree' -l strict
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from tree' -l outdated
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from tree' -l depth -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from tree' -l prune -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from tree' -l package -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from tree' -l no-dedupe
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from tree' -l invert
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from tree' -l show-version-specifiers
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from tree' -l show-sizes
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from tree' -l python -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from tree' -l system
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from tree' -l managed-python
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from tree' -l target -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from tree' -l prefix -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from tree' -l index -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from tree' -l default-index -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from tree' -l index-url -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from tree' -l extra-index-url -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from tree' -l find-links -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from tree' -l no-index
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from tree' -l index-strategy -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from tree' -l keyring-provider -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from tree' -l exclude-newer -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from tree' -l exclude-newer-package -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from tree' -l refresh
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from tree' -l refresh-package -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from tree' -l no-cache
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from tree' -l cache-dir -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from tree' -l quiet
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from tree' -l verbose
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from tree' -l color -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from tree' -l no-color
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from tree' -l no-progress
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from tree' -l offline
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from tree' -l allow-insecure-host -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from tree' -l system-certs
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from tree' -l cert -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from tree' -l proxy -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from tree' -l directory -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from tree' -l project -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from tree' -l config-file -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from tree' -l no-config
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from tree' -l show-settings
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from tree' -l output-format -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from tree' -l help
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from tree' -l version
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why' -l python -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why' -l system
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why' -l managed-python
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why' -l target -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why' -l prefix -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why' -l no-cache
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why' -l cache-dir -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why' -l quiet
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why' -l verbose
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why' -l color -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why' -l no-color
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why' -l no-progress
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why' -l offline
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why' -l allow-insecure-host -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why' -l system-certs
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why' -l cert -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why' -l proxy -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why' -l directory -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why' -l project -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why' -l config-file -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why' -l no-config
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why' -l show-settings
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why' -l output-format -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why' -l help
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why' -l version
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why-not' -l constraint -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why-not' -l no-build
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why-not' -l no-binary -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why-not' -l only-binary -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why-not' -l python -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why-not' -l system
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why-not' -l managed-python
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why-not' -l target -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why-not' -l prefix -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why-not' -l index -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why-not' -l default-index -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why-not' -l index-url -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why-not' -l extra-index-url -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why-not' -l find-links -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why-not' -l no-index
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why-not' -l index-strategy -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why-not' -l keyring-provider -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why-not' -l prerelease -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why-not' -l prerelease-package -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why-not' -l pre
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why-not' -l exclude-newer -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why-not' -l exclude-newer-package -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why-not' -l refresh
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why-not' -l refresh-package -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why-not' -l no-cache
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why-not' -l cache-dir -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why-not' -l quiet
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why-not' -l verbose
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why-not' -l color -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why-not' -l no-color
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why-not' -l no-progress
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why-not' -l offline
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why-not' -l allow-insecure-host -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why-not' -l system-certs
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why-not' -l cert -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why-not' -l proxy -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why-not' -l directory -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why-not' -l project -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why-not' -l config-file -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why-not' -l no-config
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why-not' -l show-settings
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why-not' -l output-format -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why-not' -l help
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from why-not' -l version
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from check' -l strict
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from check' -l python -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from check' -l system
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from check' -l managed-python
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from check' -l no-cache
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from check' -l cache-dir -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from check' -l quiet
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from check' -l verbose
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from check' -l color -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from check' -l no-color
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from check' -l no-progress
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from check' -l offline
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from check' -l allow-insecure-host -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from check' -l system-certs
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from check' -l cert -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from check' -l proxy -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from check' -l directory -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from check' -l project -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from check' -l config-file -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from check' -l no-config
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from check' -l show-settings
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from check' -l output-format -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from check' -l help
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from check' -l version
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from download' -l requirement -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from download' -l constraint -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from download' -l override -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from download' -l exclude -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from download' -l extra -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from download' -l all-extras
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from download' -l group -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from download' -l no-sources
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from download' -l no-sources-package -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from download' -l no-deps
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from download' -l dry-run
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from download' -l require-hashes
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from download' -l no-verify-hashes
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from download' -l no-build
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from download' -l no-binary -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from download' -l only-binary -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from download' -l python-version -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from download' -l python-platform -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from download' -l dest -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from download' -l python -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from download' -l system
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from download' -l managed-python
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from download' -l index -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from download' -l default-index -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from download' -l index-url -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from download' -l extra-index-url -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from download' -l find-links -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from download' -l no-index
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from download' -l index-strategy -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from download' -l keyring-provider -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from download' -l resolution -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from download' -l prerelease -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from download' -l prerelease-package -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from download' -l pre
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from download' -l exclude-newer -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from download' -l exclude-newer-package -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from download' -l refresh
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from download' -l refresh-package -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from download' -l no-cache
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from download' -l cache-dir -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from download' -l quiet
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from download' -l verbose
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from download' -l color -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from download' -l no-color
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from download' -l no-progress
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from download' -l offline
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from download' -l allow-insecure-host -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from download' -l system-certs
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from download' -l cert -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from download' -l proxy -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from download' -l directory -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from download' -l project -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from download' -l config-file -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from download' -l no-config
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from download' -l show-settings
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from download' -l output-format -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from download' -l help
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from download' -l version
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from index' -l no-build
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from index' -l no-binary -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from index' -l only-binary -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from index' -l python-version -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from index' -l python-platform -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from index' -l json
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from index' -l python -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from index' -l system
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from index' -l managed-python
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from index' -l index -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from index' -l default-index -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from index' -l index-url -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from index' -l extra-index-url -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from index' -l find-links -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from index' -l no-index
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from index' -l index-strategy -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from index' -l keyring-provider -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from index' -l prerelease -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from index' -l prerelease-package -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from index' -l pre
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from index' -l exclude-newer -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from index' -l exclude-newer-package -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from index' -l refresh
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from index' -l refresh-package -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from index' -l no-cache
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from index' -l cache-dir -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from index' -l quiet
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from index' -l verbose
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from index' -l color -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from index' -l no-color
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from index' -l no-progress
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from index' -l offline
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from index' -l allow-insecure-host -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from index' -l system-certs
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from index' -l cert -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from index' -l proxy -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from index' -l directory -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from index' -l project -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from index' -l config-file -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from index' -l no-config
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from index' -l show-settings
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from index' -l output-format -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from index' -l help
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from index' -l version
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from inspect' -l path -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from inspect' -l python -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from inspect' -l system
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from inspect' -l managed-python
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from inspect' -l target -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from inspect' -l prefix -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from inspect' -l no-cache
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from inspect' -l cache-dir -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from inspect' -l quiet
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from inspect' -l verbose
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from inspect' -l color -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from inspect' -l no-color
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from inspect' -l no-progress
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from inspect' -l offline
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from inspect' -l allow-insecure-host -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from inspect' -l system-certs
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from inspect' -l cert -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from inspect' -l proxy -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from inspect' -l directory -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from inspect' -l project -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from inspect' -l config-file -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from inspect' -l no-config
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from inspect' -l show-settings
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from inspect' -l output-format -r
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from inspect' -l help
complete -c axle -n '__fish_seen_subcommand_from pip; and __fish_seen_subcommand_from inspect' -l version
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from clean' -l force
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from clean' -l no-cache
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from clean' -l cache-dir -r
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from clean' -l quiet
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from clean' -l verbose
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from clean' -l color -r
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from clean' -l no-color
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from clean' -l no-progress
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from clean' -l offline
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from clean' -l allow-insecure-host -r
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from clean' -l system-certs
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from clean' -l directory -r
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from clean' -l project -r
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from clean' -l config-file -r
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from clean' -l no-config
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from clean' -l show-settings
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from clean' -l output-format -r
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from clean' -l help
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from clean' -l version
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from prune' -l force
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from prune' -l no-cache
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from prune' -l cache-dir -r
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from prune' -l quiet
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from prune' -l verbose
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from prune' -l color -r
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from prune' -l no-color
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from prune' -l no-progress
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from prune' -l offline
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from prune' -l allow-insecure-host -r
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from prune' -l system-certs
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from prune' -l directory -r
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from prune' -l project -r
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from prune' -l config-file -r
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from prune' -l no-config
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from prune' -l show-settings
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from prune' -l output-format -r
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from prune' -l help
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from prune' -l version
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from dir' -l no-cache
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from dir' -l cache-dir -r
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from dir' -l quiet
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from dir' -l verbose
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from dir' -l color -r
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from dir' -l no-color
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from dir' -l no-progress
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from dir' -l offline
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from dir' -l allow-insecure-host -r
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from dir' -l system-certs
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from dir' -l directory -r
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from dir' -l project -r
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from dir' -l config-file -r
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from dir' -l no-config
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from dir' -l show-settings
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from dir' -l output-format -r
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from dir' -l help
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from dir' -l version
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from size' -l human
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from size' -l no-cache
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from size' -l cache-dir -r
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from size' -l quiet
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from size' -l verbose
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from size' -l color -r
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from size' -l no-color
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from size' -l no-progress
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from size' -l offline
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from size' -l allow-insecure-host -r
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from size' -l system-certs
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from size' -l directory -r
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from size' -l project -r
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from size' -l config-file -r
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from size' -l no-config
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from size' -l show-settings
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from size' -l output-format -r
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from size' -l help
complete -c axle -n '__fish_seen_subcommand_from cache; and __fish_seen_subcommand_from size' -l version
complete -c axle -n '__fish_seen_subcommand_from help' -l no-cache
complete -c axle -n '__fish_seen_subcommand_from help' -l cache-dir -r
complete -c axle -n '__fish_seen_subcommand_from help' -l quiet
complete -c axle -n '__fish_seen_subcommand_from help' -l verbose
complete -c axle -n '__fish_seen_subcommand_from help' -l color -r
complete -c axle -n '__fish_seen_subcommand_from help' -l no-color
complete -c axle -n '__fish_seen_subcommand_from help' -l no-progress
complete -c axle -n '__fish_seen_subcommand_from help' -l offline
complete -c axle -n '__fish_seen_subcommand_from help' -l allow-insecure-host -r
complete -c axle -n '__fish_seen_subcommand_from help' -l system-certs
complete -c axle -n '__fish_seen_subcommand_from help' -l directory -r
complete -c axle -n '__fish_seen_subcommand_from help' -l project -r
complete -c axle -n '__fish_seen_subcommand_from help' -l config-file -r
complete -c axle -n '__fish_seen_subcommand_from help' -l no-config
complete -c axle -n '__fish_seen_subcommand_from help' -l show-settings
complete -c axle -n '__fish_seen_subcommand_from help' -l output-format -r
complete -c axle -n '__fish_seen_subcommand_from help' -l help
complete -c axle -n '__fish_seen_subcommand_from help' -l version
