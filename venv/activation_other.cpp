// SPDX-License-Identifier: MIT OR Apache-2.0
// Activation for nushell, PowerShell, cmd, xonsh and a running Python.
#include "venv/activation_texts.hpp"

namespace axle::venv {

const std::string_view k_nushell_text =
    R"sh(# Activates this environment. Use it with `overlay use`, leave it with `deactivate`.

export-env {
    let virtual_env = (@PLACE@)
    let virtual_env_prompt = (@PROMPT@)
    let path_name = (if 'Path' in $env { 'Path' } else { 'PATH' })
    let scripts = ($virtual_env | path join '@SCRIPTS@')
    let old_path = ($env | get $path_name)
    let old_path = (if ($old_path | describe) == 'string' { $old_path | split row (char esep) } else { $old_path })
    let new_env = {
        $path_name: ($old_path | prepend $scripts)
        VIRTUAL_ENV: $virtual_env
        VIRTUAL_ENV_PROMPT: $virtual_env_prompt
    }
    let no_prompt = (($env | get -i VIRTUAL_ENV_DISABLE_PROMPT | default '') != '')
    let old_prompt = ($env | get -i PROMPT_COMMAND)
    let new_env = (if $no_prompt {
        $new_env
    } else {
        $new_env | merge {
            PROMPT_COMMAND: {||
                let shown = (if ($old_prompt | describe) == 'closure' { do $old_prompt } else { $old_prompt })
                $"\(($virtual_env_prompt)\) ($shown)"
            }
        }
    })
    load-env $new_env
}

export alias pydoc = python -m pydoc
export alias deactivate = overlay hide activate
)sh";

const std::string_view k_nushell_own_place = "path self | path dirname | path dirname";

const std::string_view k_powershell_text =
    R"sh(# Activates this environment. Use it as `. bin/activate.ps1`, leave it with `deactivate`.

if (Test-Path function:deactivate) {
    deactivate
}

function global:deactivate([switch] $NonDestructive) {
    if (Test-Path variable:_OLD_VIRTUAL_PATH) {
        $env:PATH = $variable:_OLD_VIRTUAL_PATH
        Remove-Variable "_OLD_VIRTUAL_PATH" -Scope global
    }
    if (Test-Path variable:_OLD_VIRTUAL_PYTHONHOME) {
        $env:PYTHONHOME = $variable:_OLD_VIRTUAL_PYTHONHOME
        Remove-Variable "_OLD_VIRTUAL_PYTHONHOME" -Scope global
    }
    if (Test-Path function:_old_virtual_prompt) {
        $function:prompt = $function:_old_virtual_prompt
        Remove-Item function:\_old_virtual_prompt
    }
    foreach ($name in "VIRTUAL_ENV", "VIRTUAL_ENV_PROMPT") {
        if (Test-Path "env:$name") {
            Remove-Item "env:$name"
        }
    }
    if (!$NonDestructive) {
        Remove-Item function:deactivate
        Remove-Item function:pydoc
    }
}

$env:VIRTUAL_ENV = @PLACE@
$env:VIRTUAL_ENV_PROMPT = @PROMPT@

New-Variable -Scope global -Name _OLD_VIRTUAL_PATH -Value $env:PATH
$env:PATH = (Join-Path $env:VIRTUAL_ENV '@SCRIPTS@') + [System.IO.Path]::PathSeparator + $env:PATH

if (Test-Path env:PYTHONHOME) {
    New-Variable -Scope global -Name _OLD_VIRTUAL_PYTHONHOME -Value $env:PYTHONHOME
    Remove-Item env:PYTHONHOME
}

if (!$env:VIRTUAL_ENV_DISABLE_PROMPT) {
    $function:global:_old_virtual_prompt = $function:prompt
    function global:prompt {
        Write-Host -NoNewline -ForegroundColor Green ("(" + $env:VIRTUAL_ENV_PROMPT + ") ")
        _old_virtual_prompt
    }
}

function global:pydoc {
    python -m pydoc $args
}
)sh";

const std::string_view k_powershell_own_place = "(Split-Path -Parent $PSScriptRoot)";

const std::string_view k_batch_text = R"sh(@rem Activates this environment. Leave it with `deactivate`.
@@PLACE@
@set "VIRTUAL_ENV_PROMPT=@PROMPT@"
@if defined _OLD_VIRTUAL_PATH (set "PATH=%_OLD_VIRTUAL_PATH%") else (set "_OLD_VIRTUAL_PATH=%PATH%")
@set "PATH=%VIRTUAL_ENV%\@SCRIPTS@;%PATH%"
@if defined PYTHONHOME set "_OLD_VIRTUAL_PYTHONHOME=%PYTHONHOME%"
@set PYTHONHOME=
@if defined VIRTUAL_ENV_DISABLE_PROMPT goto :done
@if not defined PROMPT set "PROMPT=$P$G"
@if not defined _OLD_VIRTUAL_PROMPT set "_OLD_VIRTUAL_PROMPT=%PROMPT%"
@set "PROMPT=(@BATCH_PROMPT@) %_OLD_VIRTUAL_PROMPT%"
:done
)sh";

const std::string_view k_batch_fixed_place = "set \"VIRTUAL_ENV=@DIRECTORY@\"";
const std::string_view k_batch_own_place = "for %%i in (\"%~dp0..\") do @set \"VIRTUAL_ENV=%%~fi\"";

const std::string_view k_batch_deactivate_text = R"sh(@rem Leaves the environment that activate.bat entered.
@if defined _OLD_VIRTUAL_PATH set "PATH=%_OLD_VIRTUAL_PATH%"
@if defined _OLD_VIRTUAL_PROMPT set "PROMPT=%_OLD_VIRTUAL_PROMPT%"
@if defined _OLD_VIRTUAL_PYTHONHOME set "PYTHONHOME=%_OLD_VIRTUAL_PYTHONHOME%"
@set _OLD_VIRTUAL_PATH=
@set _OLD_VIRTUAL_PROMPT=
@set _OLD_VIRTUAL_PYTHONHOME=
@set VIRTUAL_ENV=
@set VIRTUAL_ENV_PROMPT=
)sh";

const std::string_view k_batch_pydoc_text = "@python.exe -m pydoc %*\n";

const std::string_view k_xonsh_text =
    R"sh("""Activates this environment. Use it with `source`, from xonsh; leave it with `deactivate`."""

import os

def _axle_activate():
    if "deactivate" in aliases:
        aliases["deactivate"]([])
    directory = @PLACE@
    saved = {name: __xonsh__.env[name] for name in ("PYTHONHOME",) if name in __xonsh__.env}
    scripts = os.path.join(directory, "@SCRIPTS@")

    def deactivate(args):
        if scripts in $PATH:
            $PATH.remove(scripts)
        for name in ("VIRTUAL_ENV", "VIRTUAL_ENV_PROMPT"):
            if name in __xonsh__.env:
                del __xonsh__.env[name]
        for name, value in saved.items():
            __xonsh__.env[name] = value
        del aliases["deactivate"]
        del aliases["pydoc"]

    for name in saved:
        del __xonsh__.env[name]
    $VIRTUAL_ENV = directory
    $VIRTUAL_ENV_PROMPT = @PROMPT@
    $PATH.insert(0, scripts)
    aliases["pydoc"] = ["python", "-m", "pydoc"]
    aliases["deactivate"] = deactivate

_axle_activate()
del _axle_activate
)sh";

const std::string_view k_xonsh_own_place = "os.path.dirname(os.path.dirname(os.path.abspath(__file__)))";

const std::string_view k_python_text = R"sh("""Activates this environment inside a Python that is already running:

    path = "…/activate_this.py"
    exec(open(path).read(), {"__file__": path})
"""

import os
import site
import sys

_scripts = os.path.dirname(os.path.abspath(__file__))
_directory = os.path.dirname(_scripts)
_folders = os.environ.get("PATH", "").split(os.pathsep)
os.environ["PATH"] = os.pathsep.join([_scripts] + [folder for folder in _folders if folder])
os.environ["VIRTUAL_ENV"] = _directory
os.environ["VIRTUAL_ENV_PROMPT"] = @PROMPT@

_before = list(sys.path)
site.addsitedir(os.path.join(_directory, @SITE@))
# What the environment adds goes in front of what was there.
sys.path[:] = [entry for entry in sys.path if entry not in _before] + _before
sys.real_prefix = sys.prefix
sys.prefix = sys.exec_prefix = _directory
)sh";

}  // namespace axle::venv
