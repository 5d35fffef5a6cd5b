// SPDX-License-Identifier: MIT OR Apache-2.0
// The option table. Texts are ours; names, values and defaults follow the oracle (features.md 1.0–1.5).
#include "cli/args/option.hpp"

#include <algorithm>
#include <array>

namespace axle::cli {
namespace {

constexpr CommandSet k_install = only(Command::pip_install);
constexpr CommandSet k_uninstall = only(Command::pip_uninstall);
constexpr CommandSet k_list = only(Command::pip_list);
constexpr CommandSet k_freeze = only(Command::pip_freeze);
constexpr CommandSet k_show = only(Command::pip_show);
constexpr CommandSet k_check = only(Command::pip_check);
constexpr CommandSet k_tree = only(Command::pip_tree);
constexpr CommandSet k_venv = only(Command::venv);
constexpr CommandSet k_compile = only(Command::pip_compile);
constexpr CommandSet k_sync = only(Command::pip_sync);
constexpr CommandSet k_download = only(Command::pip_download);
constexpr CommandSet k_versions = only(Command::pip_index);
constexpr CommandSet k_inspect = only(Command::pip_inspect);
constexpr CommandSet k_upgrade = only(Command::pip_upgrade);
constexpr CommandSet k_why = only(Command::pip_why);
constexpr CommandSet k_why_not = only(Command::pip_why_not);
/// What asks the solver about all that is installed.
constexpr CommandSet k_ask = k_upgrade | k_why_not;
constexpr CommandSet k_change = k_install | k_sync;
constexpr CommandSet k_renew = k_install | k_compile;
constexpr CommandSet k_choose = k_renew | k_download;
constexpr CommandSet k_resolve = k_choose | k_sync;
/// What chooses for a Python that need not be there.
constexpr CommandSet k_elsewhere = k_compile | k_download | k_versions;
/// What works on an environment.
constexpr CommandSet k_pip =
    k_change | k_uninstall | k_list | k_freeze | k_show | k_tree | k_check | k_inspect | k_why | k_ask;
constexpr CommandSet k_index = k_resolve | k_versions | k_venv | k_list | k_tree | k_ask;
constexpr CommandSet k_all = ~CommandSet{0};

using enum OptionShape;
using enum OptionEffect;
using G = OptionGroup;
using O = OptionId;

constexpr std::array k_rows = std::to_array<OptionRow>({
    // Installing
    {O::requirement, "-r,--requirement|--requirements", repeated, "FILE", "", "", false,
     k_install | k_download | k_uninstall, G::command,
     "Also the packages listed in the given files: requirements.txt form, pyproject.toml, `-`, or a URL; to install or "
     "download, pylock.toml as well"},
    {O::constraint, "-c,--constraint|--constraints", repeated, "FILE", "CONSTRAINT", "", true, k_resolve | k_ask,
     G::command, "Constrain versions using the given requirements files"},
    {O::override_file, "--override|--overrides", repeated, "FILE", "OVERRIDE", "", true, k_choose, G::command,
     "Override versions using the given requirements files"},
    {O::exclude_file, "--exclude|--excludes", repeated, "FILE", "EXCLUDE", "", true, k_choose, G::command,
     "Leave the packages named in the given requirements files out, whoever asks for them"},
    {O::editable, "-e,--editable", repeated, "PATH", "", "", false, k_install, G::command,
     "Install a local project in editable form (only wheels are installed so far)"},
    {O::extra, "--extra", repeated, "EXTRA", "", "", false, k_resolve, G::command,
     "Include optional dependencies of the given name from a pyproject.toml or a lock"},
    {O::all_extras, "--all-extras", flag, "", "", "", false, k_resolve, G::command,
     "Include all optional dependencies of a pyproject.toml or a lock"},
    {O::group, "--group", repeated, "GROUP", "", "", false, k_resolve, G::command,
     "Install a dependency group of a pyproject.toml, of PATH:GROUP, or of a lock"},
    {O::no_sources, "--no-sources", flag, "", "NO_SOURCES", "no-sources", true, k_resolve, G::command,
     "Ignore the `sources` table of a pyproject.toml"},
    {O::no_sources_package, "--no-sources-package", repeated, "PACKAGE", "NO_SOURCES_PACKAGE", "no-sources-package",
     true, k_resolve, G::command, "Ignore what this table says of a package"},
    {O::no_deps, "--no-deps", flag, "", "NO_DEPS", "pip.no-deps", true, k_choose, G::command,
     "Install only the packages named, not their dependencies"},
    {O::exact, "--exact", flag, "", "", "", false, k_install, G::command,
     "Remove packages that are not part of the resolution"},
    {O::dry_run, "--dry-run", flag, "", "", "", false, k_change | k_download | k_upgrade | k_uninstall, G::command,
     "Show what would be done without doing it"},
    {O::check, "--check", flag, "", "", "", false, k_change, G::command,
     "Change nothing; fail (status 1) unless everything is there as it should be"},
    {O::strict, "--strict", flag, "", "", "pip.strict", true, k_pip & ~(k_inspect | k_why | k_why_not), G::command,
     "Report missing and conflicting dependencies of the environment"},
    {O::require_hashes, "--require-hashes", flag, "", "REQUIRE_HASHES", "pip.require-hashes", true,
     k_change | k_download, G::command, "Require a matching hash for each requirement"},
    {O::no_verify_hashes, "--no-verify-hashes", flag, "", "NO_VERIFY_HASHES", "", true, k_change | k_download,
     G::command, "Do not hold packages against the hashes in requirements files"},
    {O::reinstall, "--reinstall|--force-reinstall", flag, "", "", "reinstall", true, k_change, G::install,
     "Reinstall all packages, even when they are up to date"},
    {O::reinstall_package, "--reinstall-package", repeated, "PACKAGE", "", "reinstall-package", true, k_change,
     G::install, "Reinstall a package, even when it is up to date"},
    {O::link_mode, "--link-mode", single, "MODE", "LINK_MODE", "link-mode", true,
     k_change | k_compile | k_upgrade | k_venv, G::install,
     "How files come from the cache: hardlink (default), clone, copy, symlink (broken by `cache clean`)"},
    {O::compile_bytecode, "--compile-bytecode|--compile", flag, "", "COMPILE_BYTECODE", "compile-bytecode", true,
     k_change | k_upgrade, G::install, "Compile Python files to byte code after installation"},
    {O::no_compile_bytecode, "--no-compile-bytecode|--no-compile", flag, "", "", "", false, k_change | k_upgrade,
     G::install, "Takes `--compile-bytecode` back", works, O::compile_bytecode},
    {O::no_installer_metadata, "--no-installer-metadata", flag, "", "NO_INSTALLER_METADATA", "", true,
     k_change | k_upgrade | k_venv, G::install,
     "Write no INSTALLER, REQUESTED and direct_url.json: nobody can tell then who installed a package, and from where"},
    {O::no_build, "--no-build", flag, "", "", "", false, k_resolve | k_versions | k_ask, G::install,
     "Build nothing: same as --only-binary :all:"},
    {O::no_binary, "--no-binary", repeated, "NAMES", "", "pip.no-binary", true, k_resolve | k_versions | k_ask,
     G::install, "Do not use wheels of these packages; `:all:` or `:none:`"},
    {O::only_binary, "--only-binary", repeated, "NAMES", "", "pip.only-binary", true, k_resolve | k_versions | k_ask,
     G::install, "Use only wheels of these packages; `:all:` or `:none:`"},
    // Compiling and syncing
    {O::output_file, "-o,--output-file", single, "FILE", "", "", false, k_compile, G::command,
     "Write the requirements to this file as well; the pins in it are preferred"},
    {O::compile_format, "--format", single, "FORMAT", "", "", false, k_compile, G::command,
     "What is written: requirements.txt, or pylock.toml, a lock for one environment (default: by the name of the "
     "file)"},
    {O::generate_hashes, "--generate-hashes", flag, "", "", "pip.generate-hashes", true, k_compile, G::command,
     "Write the hashes of all files of each version"},
    {O::no_generate_hashes, "--no-generate-hashes", flag, "", "", "", false, k_compile, G::command,
     "Takes `--generate-hashes` back", works, O::generate_hashes},
    {O::annotation_style, "--annotation-style", single, "STYLE", "", "pip.annotation-style", true, k_compile,
     G::command, "How comments tell who needs a package: split (default), line"},
    {O::no_annotate, "--no-annotate", flag, "", "", "pip.no-annotate", true, k_compile, G::command,
     "Do not tell who needs a package"},
    {O::annotate, "--annotate", flag, "", "", "", false, k_compile, G::command, "Takes `--no-annotate` back", works,
     O::no_annotate},
    {O::no_header, "--no-header", flag, "", "", "pip.no-header", true, k_compile, G::command,
     "Leave the comment out that names the command"},
    {O::header, "--header", flag, "", "", "", false, k_compile, G::command, "Takes `--no-header` back", works,
     O::no_header},
    {O::custom_compile_command, "--custom-compile-command", single, "COMMAND", "CUSTOM_COMPILE_COMMAND",
     "pip.custom-compile-command", true, k_compile, G::command, "The command that this comment names"},
    {O::no_strip_extras, "--no-strip-extras", flag, "", "", "pip.no-strip-extras", true, k_compile, G::command,
     "Write extras behind the names of packages"},
    {O::strip_extras, "--strip-extras", flag, "", "", "", false, k_compile, G::command,
     "Takes `--no-strip-extras` back", works, O::no_strip_extras},
    {O::no_emit_package, "--no-emit-package|--unsafe-package", repeated, "PACKAGE", "", "pip.no-emit-package", true,
     k_compile, G::command, "Write no pin for this package, but a comment that says so"},
    {O::emit_index_url, "--emit-index-url", flag, "", "", "pip.emit-index-url", true, k_compile, G::command,
     "Write the URLs of indexes, without credentials"},
    {O::no_emit_index_url, "--no-emit-index-url", flag, "", "", "", false, k_compile, G::command,
     "Takes `--emit-index-url` back", works, O::emit_index_url},
    {O::emit_find_links, "--emit-find-links", flag, "", "", "pip.emit-find-links", true, k_compile, G::command,
     "Write the locations of --find-links"},
    {O::no_emit_find_links, "--no-emit-find-links", flag, "", "", "", false, k_compile, G::command,
     "Takes `--emit-find-links` back", works, O::emit_find_links},
    {O::emit_build_options, "--emit-build-options", flag, "", "", "pip.emit-build-options", true, k_compile, G::command,
     "Write --no-binary and --only-binary"},
    {O::emit_index_annotation, "--emit-index-annotation", flag, "", "", "pip.emit-index-annotation", true, k_compile,
     G::command, "Tell which index lists a package"},
    {O::no_emit_index_annotation, "--no-emit-index-annotation", flag, "", "", "", false, k_compile, G::command,
     "Takes `--emit-index-annotation` back", works, O::emit_index_annotation},
    {O::python_version, "--python-version", single, "VERSION", "", "pip.python-version", true, k_resolve | k_versions,
     G::python, "Choose for this version of Python, which need not be there"},
    {O::python_platform, "--python-platform", single, "PLATFORM", "", "pip.python-platform", true,
     k_resolve | k_versions, G::python,
     "Choose for this platform, for example linux, windows, macos, x86_64-unknown-linux-musl"},
    {O::universal, "--universal", flag, "", "", "", false, k_compile, G::command,
     "`--universal` is not there yet: name one platform with `--python-platform`", refused},
    {O::allow_unsafe, "--allow-unsafe|--no-allow-unsafe", flag, "", "", "", false, k_compile, G::command,
     "pip-compile's `--allow-unsafe` has no effect (axle never leaves packages out by itself)", ignored},
    {O::allow_empty_requirements, "--allow-empty-requirements", flag, "", "", "pip.allow-empty-requirements", true,
     k_sync, G::command, "Remove all packages when the files name none"},
    // Upgrading and removing
    {O::all, "--all", flag, "", "", "", false, k_upgrade, G::command, "Upgrade all that is installed"},
    {O::autoremove, "--autoremove", flag, "", "", "", false, k_uninstall, G::command,
     "Also remove what only these packages needed, and you did not ask for"},
    // Uninstalling and looking
    {O::yes, "-y,--yes", flag, "", "", "", false, k_uninstall, G::command, "Accepted for compatibility with pip"},
    {O::format, "--format", single, "FORMAT", "", "", false, k_list, G::command,
     "The form of the list: columns (default), freeze, json"},
    {O::outdated, "--outdated", flag, "", "", "", false, k_list | k_tree, G::command,
     "What has a newer version that fits this Python, with that version; a list holds nothing else then"},
    {O::depth, "-d,--depth", single, "DEPTH", "", "", false, k_tree, G::command,
     "How deep the tree is drawn (default: 255)"},
    {O::prune, "--prune", repeated, "PACKAGE", "", "", false, k_tree, G::command, "Do not draw this package"},
    {O::package, "--package", repeated, "PACKAGE", "", "", false, k_tree, G::command,
     "Draw only this package and what it needs"},
    {O::no_dedupe, "--no-dedupe", flag, "", "", "", false, k_tree, G::command,
     "Draw what a package needs each time that it comes"},
    {O::invert, "--invert|--reverse", flag, "", "", "", false, k_tree, G::command,
     "Draw below each package what needs it"},
    {O::show_version_specifiers, "--show-version-specifiers", flag, "", "", "", false, k_tree, G::command,
     "Show which versions are required"},
    {O::show_sizes, "--show-sizes", flag, "", "", "", false, k_tree, G::command,
     "Show the size of the installed files of each package"},
    {O::only_editable, "-e,--editable", flag, "", "", "", false, k_list, G::command, "Only editable projects"},
    {O::exclude_editable, "--exclude-editable", flag, "", "", "", false, k_list | k_freeze, G::command,
     "Leave editable projects out"},
    {O::exclude, "--exclude", repeated, "PACKAGE", "", "", false, k_list | k_freeze | k_upgrade, G::command,
     "Leave a package out; an upgrade leaves it as it is"},
    {O::path, "--path", repeated, "PATH", "", "", false, k_freeze | k_inspect, G::command,
     "List the packages in these folders instead"},
    {O::files, "-f,--files", flag, "", "", "", false, k_show, G::command, "Show the files of each package"},
    {O::dest, "-d,--dest|--destination-dir|--destination-directory", single, "DIR", "", "", false, k_download,
     G::command, "The folder for the files (default: the current one)"},
    {O::json, "--json", flag, "", "", "", false, k_versions, G::command,
     "Same as --output-format json (pip's spelling)"},
    // Environments
    {O::seed, "--seed", flag, "", "VENV_SEED", "", true, k_venv, G::command, "Install pip into the environment"},
    {O::clear, "-c,--clear", flag, "", "VENV_CLEAR", "", true, k_venv, G::command,
     "Replace an environment that is already there"},
    {O::force, "--force", flag, "", "", "", false, k_venv, G::command, "Also replace a folder that is no environment"},
    {O::allow_existing, "--allow-existing", flag, "", "", "", false, k_venv, G::command,
     "Keep what is in the folder and write the environment's files over it"},
    {O::prompt, "--prompt", single, "PROMPT", "", "", false, k_venv, G::command,
     "The text that shells show; `.` is the name of the current folder"},
    {O::system_site_packages, "--system-site-packages", flag, "", "", "", false, k_venv, G::command,
     "Give the environment access to the packages of the interpreter"},
    {O::relocatable, "--relocatable", flag, "", "VENV_RELOCATABLE", "", true, k_venv, G::command,
     "Make an environment that can be moved"},
    {O::no_seed, "--no-seed", flag, "", "", "", false, k_venv, G::command,
     "virtualenv's `--no-seed` has no effect (axle omits seed packages by default)", ignored},
    {O::no_pip, "--no-pip", flag, "", "", "", false, k_venv, G::command,
     "virtualenv's `--no-pip` has no effect (axle omits `pip` by default)", ignored},
    {O::no_setuptools, "--no-setuptools", flag, "", "", "", false, k_venv, G::command,
     "virtualenv's `--no-setuptools` has no effect (axle omits `setuptools` by default)", ignored},
    {O::no_wheel, "--no-wheel", flag, "", "", "", false, k_venv, G::command,
     "virtualenv's `--no-wheel` has no effect (axle omits `wheel` by default)", ignored},
    // Cache
    {O::human, "-H,--human", flag, "", "", "", false, only(Command::cache_size), G::command,
     "Show the size with a unit"},
    {O::cache_force, "--force", flag, "", "", "", false, only(Command::cache_clean) | only(Command::cache_prune),
     G::command, "Accepted for compatibility with uv: axle never waits for who uses the cache, and harms nobody"},
    // Python and target
    {O::python, "-p,--python", single, "PYTHON", "PYTHON", "pip.python", true, k_pip | k_venv | k_elsewhere, G::python,
     "The interpreter or environment: a version, a path, a name"},
    {O::system, "--system", flag, "", "SYSTEM_PYTHON", "pip.system", true, k_pip | k_venv | k_elsewhere, G::python,
     "Use the first interpreter on the PATH instead of an environment"},
    {O::break_system_packages, "--break-system-packages", flag, "", "BREAK_SYSTEM_PACKAGES",
     "pip.break-system-packages", true, k_change | k_upgrade | k_uninstall, G::python,
     "Change an interpreter even though it is managed by its distributor"},
    {O::no_break_system_packages, "--no-break-system-packages", flag, "", "", "", false,
     k_change | k_upgrade | k_uninstall, G::python, "Takes `--break-system-packages` back", works,
     O::break_system_packages},
    {O::managed_python, "--managed-python", flag, "", "MANAGED_PYTHON", "", true, k_pip | k_venv | k_elsewhere,
     G::python,
     "Use no interpreter of the system by itself, but for the environment that `--system` names: axle keeps no Pythons "
     "so far"},
    {O::no_managed_python, "--no-managed-python", flag, "", "NO_MANAGED_PYTHON", "", true, k_pip | k_venv | k_elsewhere,
     G::python, "Takes `--managed-python` back", works, O::managed_python},
    {O::no_python_downloads, "--no-python-downloads", flag, "", "", "", false, k_pip | k_venv | k_elsewhere, G::python,
     "Accepted for compatibility with uv: axle downloads no Pythons", accepted},
    {O::allow_python_downloads, "--allow-python-downloads", flag, "", "", "", false, k_pip | k_venv | k_elsewhere,
     G::python, "The opposite, which axle does not do so far", accepted},
    {O::python_downloads, "--python-fetch", single, "MODE", "", "", false, k_pip | k_venv | k_elsewhere, G::python,
     "Both as one option: automatic, manual, never", accepted},
    {O::python_preference, "--python-preference", single, "MODE", "PYTHON_PREFERENCE", "python-preference", true, k_all,
     G::python, "only-managed is --managed-python; managed, system and only-system: axle keeps no Pythons so far",
     accepted},
    {O::user, "--user", flag, "", "", "", false, k_install, G::python,
     "pip's `--user` is unsupported (use a virtual environment instead)", refused},
    {O::target, "-t,--target", single, "DIR", "", "pip.target", true, k_pip & ~k_check, G::python,
     "Work on packages in this folder"},
    {O::prefix, "--prefix", single, "DIR", "", "pip.prefix", true, k_pip & ~k_check, G::python,
     "Work on packages below this prefix"},
    // Indexes
    {O::index, "--index", repeated, "[NAME=]URL", "INDEX", "", true, k_index, G::index,
     "An index to use before the default one"},
    {O::default_index, "--default-index", single, "URL", "DEFAULT_INDEX", "", true, k_index, G::index,
     "The default index"},
    {O::index_url, "-i,--index-url", single, "URL", "INDEX_URL", "index-url", true, k_index, G::index,
     "The default index (pip's spelling)"},
    {O::extra_index_url, "--extra-index-url", repeated, "URL", "EXTRA_INDEX_URL", "extra-index-url", true, k_index,
     G::index, "An index to use before the default one (pip's spelling)"},
    {O::find_links, "-f,--find-links", repeated, "LOCATION", "FIND_LINKS", "find-links", true, k_index, G::index,
     "A folder or an HTML page with links to files"},
    {O::no_index, "--no-index", flag, "", "NO_INDEX", "no-index", true, k_index, G::index,
     "Use no index, only --find-links"},
    {O::index_strategy, "--index-strategy", single, "STRATEGY", "INDEX_STRATEGY", "index-strategy", true, k_index,
     G::index, "Which indexes count for a name: first-index (default), unsafe-first-match, unsafe-best-match"},
    {O::keyring_provider, "--keyring-provider", single, "PROVIDER", "KEYRING_PROVIDER", "keyring-provider", true,
     k_index | k_uninstall, G::index, "Ask for credentials: disabled (default), subprocess"},
    // Choice
    {O::upgrade, "-U,--upgrade", flag, "", "", "upgrade", true, k_renew, G::choice,
     "Allow newer versions of what is installed"},
    {O::upgrade_package, "-P,--upgrade-package", repeated, "REQUIREMENT", "", "upgrade-package", true, k_renew,
     G::choice, "Allow newer versions of one package"},
    {O::resolution, "--resolution", single, "MODE", "RESOLUTION", "resolution", true, k_choose, G::choice,
     "Which versions to prefer: highest (default), lowest, lowest-direct"},
    {O::prerelease, "--prerelease", single, "MODE", "PRERELEASE", "prerelease", true, k_choose | k_versions | k_ask,
     G::choice, "Pre-releases: if-necessary (default), allow, disallow, explicit, if-necessary-or-explicit"},
    {O::prerelease_package, "--prerelease-package", repeated, "PACKAGE=MODE", "", "prerelease-package", true,
     k_choose | k_versions | k_ask, G::choice, "The mode of pre-releases for one package"},
    {O::pre, "--pre", flag, "", "", "", false, k_choose | k_versions | k_ask, G::choice, "Same as --prerelease allow"},
    {O::exclude_newer, "--exclude-newer", single, "DATE", "EXCLUDE_NEWER", "exclude-newer", true, k_index, G::choice,
     "Ignore files uploaded to an index after this time, `false`: none; --find-links is exempt"},
    {O::exclude_newer_package, "--exclude-newer-package", repeated, "PACKAGE=DATE", "", "exclude-newer-package", true,
     k_resolve | k_versions | k_ask | k_list | k_tree, G::choice, "The same for one package; `false` lifts the limit"},
    // Cache and global
    {O::refresh, "--refresh", flag, "", "", "", false, k_index, G::cache,
     "Ask indexes again, whatever the cache holds"},
    {O::refresh_package, "--refresh-package", repeated, "PACKAGE", "", "", false, k_index, G::cache,
     "The same for one package"},
    {O::no_cache, "-n,--no-cache|--no-cache-dir", flag, "", "NO_CACHE", "no-cache", false, k_all, G::cache,
     "Use a temporary cache"},
    {O::cache_dir, "--cache-dir", single, "DIR", "CACHE_DIR", "cache-dir", false, k_all, G::cache,
     "The folder of the cache"},
    {O::quiet, "-q,--quiet", flag, "", "", "", false, k_all, G::global, "Less output; twice: none"},
    {O::verbose, "-v,--verbose", flag, "", "", "", false, k_all, G::global, "More output"},
    {O::color, "--color", single, "WHEN", "", "", false, k_all, G::global, "Colours: auto, always, never"},
    {O::no_color, "--no-color", flag, "", "", "", false, k_all, G::global, "Same as --color never"},
    {O::no_progress, "--no-progress", flag, "", "NO_PROGRESS", "no-progress", true, k_all, G::global,
     "No progress bars"},
    {O::offline, "--offline", flag, "", "OFFLINE", "offline", true, k_all, G::global, "Use no network"},
    {O::allow_insecure_host, "--allow-insecure-host|--trusted-host", repeated, "HOST", "INSECURE_HOST",
     "allow-insecure-host", true, k_all, G::global, "Do not check the certificate of this host"},
    {O::system_certs, "--system-certs|--native-tls", flag, "", "SYSTEM_CERTS", "", true, k_all, G::global,
     "Use the system's certificates (the default)"},
    {O::cert, "--cert", single, "FILE", "", "", false, k_pip | k_elsewhere, G::global,
     "A PEM file of certificates to trust"},
    {O::proxy, "--proxy", single, "URL", "", "", false, k_pip | k_venv | k_elsewhere, G::global,
     "The proxy for all requests but those to this machine itself (pip's option); otherwise that of http_proxy, "
     "https_proxy, all_proxy"},
    {O::directory, "--directory", single, "DIR", "WORKING_DIR", "", true, k_all, G::global,
     "Change to this folder first"},
    {O::project, "--project", single, "DIR", "PROJECT", "", true, k_all, G::global,
     "Look for files of settings from this folder on, and for the pyproject.toml of `--group` in it; paths and "
     "environments are still meant from the current folder"},
    {O::config_file, "--config-file", single, "FILE", "CONFIG_FILE", "", true, k_all, G::global,
     "A configuration file to use instead of those that are found; UV_CONFIG_FILE: instead of uv's"},
    {O::no_config, "--no-config", flag, "", "NO_CONFIG", "", true, k_all, G::global, "Read no configuration files"},
    {O::show_settings, "--show-settings", flag, "", "", "", false, k_all, G::global,
     "Do nothing but print the settings that were given, and by which option, variable or file"},
    {O::output_format, "--output-format", single, "FORMAT", "", "", false, k_all, G::global,
     "The form of the answer: text (default), json"},
    {O::disable_pip_version_check, "--disable-pip-version-check", flag, "", "", "", false,
     (k_pip & ~k_check) | k_download | k_versions, G::global, "pip's `--disable-pip-version-check` has no effect",
     ignored},
    // Of pip-tools, and of uv where it names them
    {O::resolver, "--resolver", single, "RESOLVER", "", "", false, k_compile, G::command,
     "pip-compile's choice of a resolver: backtracking has no effect, legacy is refused", accepted},
    {O::no_reuse_hashes, "--no-reuse-hashes", flag, "", "", "", false, k_compile, G::command,
     "pip-compile's `--no-reuse-hashes` has no effect (axle never reuses hashes)", ignored},
    {O::reuse_hashes, "--reuse-hashes", flag, "", "", "", false, k_compile, G::command,
     "pip-compile's `--reuse-hashes` is unsupported (axle never reuses hashes)", refused},
    {O::no_emit_options, "--no-emit-options", flag, "", "", "", false, k_compile, G::command,
     "pip-compile's `--no-emit-options` has no effect (axle writes no options unless it is told to)", ignored},
    {O::emit_options, "--emit-options", flag, "", "", "", false, k_compile, G::command,
     "pip-compile's `--emit-options` is unsupported (try `--emit-build-options` instead)", refused},
    {O::no_emit_trusted_host, "--no-emit-trusted-host", flag, "", "", "", false, k_compile, G::command,
     "pip-compile's `--no-emit-trusted-host` has no effect (axle never writes trusted hosts)", ignored},
    {O::emit_trusted_host, "--emit-trusted-host", flag, "", "", "", false, k_compile, G::command,
     "pip-compile's `--emit-trusted-host` is unsupported (axle never writes trusted hosts)", refused},
    {O::max_rounds, "--max-rounds", single, "ROUNDS", "", "", false, k_compile, G::command,
     "pip-compile's `--max-rounds` is unsupported (axle always resolves to the end)", refused},
    {O::client_cert, "--client-cert", single, "FILE", "", "", false, k_compile | k_sync, G::command,
     "pip-tools' `--client-cert` is unsupported (axle has no client certificates)", refused},
    {O::pip_tools_config, "--config", single, "FILE", "", "", false, k_compile | k_sync, G::command,
     "pip-tools' `--config` is unsupported (try `--config-file` with axle's settings instead)", refused},
    {O::pip_args, "--pip-args", single, "ARGUMENTS", "", "", false, k_compile | k_sync, G::command,
     "pip-tools' `--pip-args` is unsupported (try passing the arguments to axle itself)", refused},
    {O::ask, "-a,--ask", flag, "", "", "", false, k_sync, G::command,
     "pip-sync's `--ask` is unsupported (axle never asks; `--dry-run` shows what would be done)", refused},
    {O::python_executable, "--python-executable", single, "PYTHON", "", "", false, k_sync, G::command,
     "pip-sync's `--python-executable` is unsupported (try `--python` instead)", refused},
    {O::sync_user, "--user", flag, "", "", "", false, k_sync, G::command,
     "pip-sync's `--user` is unsupported (use a virtual environment instead)", refused},
    {O::upgrade_group, "--upgrade-group", repeated, "GROUP", "", "", false, k_renew, G::choice,
     "`--upgrade-group` is not supported in `axle pip` commands (name the packages with `--upgrade-package`)", refused},
    // Of builds, of universal resolutions, and what is not there yet
    {O::build_constraint, "-b,--build-constraint|--build-constraints", repeated, "FILE", "BUILD_CONSTRAINT", "", true,
     k_change | k_compile, G::install,
     "Constrain what builds need using the given requirements files, which are read; nothing is built so far",
     accepted},
    {O::config_setting, "-C,--config-setting|--config-settings", repeated, "KEY=VALUE", "", "", false,
     k_change | k_compile, G::install, "A setting for what builds packages; nothing is built so far", accepted},
    {O::config_settings_package, "--config-settings-package", repeated, "PACKAGE:KEY=VALUE", "", "", false,
     k_change | k_compile, G::install, "Such a setting for one package", accepted},
    {O::no_build_isolation, "--no-build-isolation", flag, "", "NO_BUILD_ISOLATION", "", true, k_change | k_compile,
     G::install, "Build in the environment itself; nothing is built so far", accepted},
    {O::build_isolation, "--build-isolation", flag, "", "", "", false, k_change | k_compile, G::install,
     "Takes `--no-build-isolation` back", accepted, O::no_build_isolation},
    {O::no_build_isolation_package, "--no-build-isolation-package", repeated, "PACKAGE", "", "", false, k_renew,
     G::install, "Build one package in the environment itself", accepted},
    {O::require_build_hashes, "--require-build-hashes", flag, "", "", "", false, k_change | k_compile, G::install,
     "Require hashes of what builds need; nothing is built so far", accepted},
    {O::no_require_build_hashes, "--no-require-build-hashes", flag, "", "", "", false, k_change | k_compile, G::install,
     "Takes `--require-build-hashes` back", accepted, O::require_build_hashes},
    {O::no_editable, "--no-editable", flag, "", "NO_EDITABLE", "", true, k_install, G::install,
     "Install no project in editable form: none is so far", accepted},
    {O::no_editable_package, "--no-editable-package", repeated, "PACKAGE", "", "", false, k_install, G::install,
     "Install one project not in editable form", accepted},
    {O::preview, "--preview|--no-preview", flag, "", "", "", false, k_all, G::global,
     "Accepted for compatibility with uv: nothing is a preview here", accepted},
    {O::preview_features, "--preview-features|--preview-feature", repeated, "NAMES", "", "", false, k_all, G::global,
     "The same for single features", accepted},
    {O::isolated, "--isolated", flag, "", "", "", false, k_all, G::global,
     "`--isolated` has no effect (use `--no-config` to read no files of settings)", ignored},
    {O::fork_strategy, "--fork-strategy", single, "STRATEGY", "FORK_STRATEGY", "", true, k_renew, G::choice,
     "How `--universal` would choose among versions, requires-python or fewest; there is one environment so far",
     accepted},
    {O::torch_backend, "--torch-backend", single, "BACKEND", "TORCH_BACKEND", "", true, k_change | k_compile,
     G::command, "`--torch-backend` is not there yet: name the index of that build with `--index`", refused},
    {O::no_strip_markers, "--no-strip-markers", flag, "", "", "", false, k_compile, G::command,
     "Write markers behind pins: those for one environment have none", accepted},
    {O::strip_markers, "--strip-markers", flag, "", "", "", false, k_compile, G::command,
     "Takes `--no-strip-markers` back", accepted, O::no_strip_markers},
    {O::emit_marker_expression, "--emit-marker-expression", flag, "", "", "pip.emit-marker-expression", true, k_compile,
     G::command, "Tell for which environments the pins are known to be right"},
    {O::no_emit_marker_expression, "--no-emit-marker-expression", flag, "", "", "", false, k_compile, G::command,
     "Takes `--emit-marker-expression` back", works, O::emit_marker_expression},
    // What takes another one back
    {O::no_universal, "--no-universal", flag, "", "", "", false, k_compile, G::command, "Takes `--universal` back",
     works, O::universal},
    {O::no_all_extras, "--no-all-extras", flag, "", "", "", false, k_resolve, G::command, "Takes `--all-extras` back",
     works, O::all_extras},
    {O::no_upgrade, "--no-upgrade", flag, "", "", "", false, k_renew, G::choice, "Takes `--upgrade` back", works,
     O::upgrade},
    {O::deps, "--deps", flag, "", "", "", false, k_renew, G::command, "Takes `--no-deps` back", works, O::no_deps},
    {O::no_system, "--no-system", flag, "", "", "", false, k_pip | k_venv | k_elsewhere, G::python,
     "Takes `--system` back", works, O::system},
    {O::no_strict, "--no-strict", flag, "", "", "", false, k_pip & ~(k_inspect | k_why | k_why_not), G::command,
     "Takes `--strict` back", works, O::strict},
    {O::no_refresh, "--no-refresh", flag, "", "", "", false, k_index, G::cache,
     "Takes `--refresh` and `--refresh-package` back", works, O::refresh},
    {O::no_reinstall, "--no-reinstall", flag, "", "", "", false, k_change, G::install,
     "Takes `--reinstall` and `--reinstall-package` back", works, O::reinstall},
    {O::no_require_hashes, "--no-require-hashes", flag, "", "", "", false, k_change | k_download, G::command,
     "Takes `--require-hashes` back", works, O::require_hashes},
    {O::verify_hashes, "--verify-hashes", flag, "", "", "", false, k_change | k_download, G::command,
     "Takes `--no-verify-hashes` back", works, O::no_verify_hashes},
    {O::no_emit_build_options, "--no-emit-build-options", flag, "", "", "", false, k_compile, G::command,
     "Takes `--emit-build-options` back", works, O::emit_build_options},
    {O::no_allow_empty_requirements, "--no-allow-empty-requirements", flag, "", "", "", false, k_sync, G::command,
     "Takes `--allow-empty-requirements` back", works, O::allow_empty_requirements},
    {O::inexact, "--inexact", flag, "", "", "", false, k_install, G::command, "Takes `--exact` back", works, O::exact},
    {O::build, "--build", flag, "", "", "", false, k_resolve | k_versions | k_ask, G::install,
     "Takes `--no-build` back", works, O::no_build},
    {O::no_offline, "--no-offline", flag, "", "", "", false, k_all, G::global, "Takes `--offline` back", works,
     O::offline},
    {O::help, "-h,--help", flag, "", "", "", false, k_all, G::global, "Show the help of a command"},
    {O::version, "-V,--version", flag, "", "", "", false, k_all, G::global, "Show the version"},
});

static_assert(k_rows.size() == k_option_count);

}  // namespace

std::span<const OptionRow> option_rows() {
  return k_rows;
}

const OptionRow& row_of(OptionId id) {
  return *std::ranges::find(k_rows, id, &OptionRow::id);
}

std::string_view long_name_of(const OptionRow& row) {
  const std::size_t at = row.names.find("--");
  const std::size_t end = row.names.find_first_of(",|", at);
  return row.names.substr(at, end == std::string_view::npos ? end : end - at);
}

EmptyValue empty_value_of(const OptionRow& row) {
  constexpr std::array k_absent = {
      OptionId::constraint,
      OptionId::override_file,
      OptionId::exclude_file,
      OptionId::allow_insecure_host,
      OptionId::index_url,
      OptionId::default_index,
      OptionId::index,
      OptionId::extra_index_url,
      OptionId::find_links,
      OptionId::python,
      OptionId::build_constraint,
  };
  if (row.id == OptionId::prompt) {
    return EmptyValue::is_text;
  }
  return std::ranges::find(k_absent, row.id) == k_absent.end() ? EmptyValue::is_refused : EmptyValue::is_absence;
}

}  // namespace axle::cli
