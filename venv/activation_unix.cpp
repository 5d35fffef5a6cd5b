// SPDX-License-Identifier: MIT OR Apache-2.0
// Activation for sh, dash, bash, ksh, zsh, csh, tcsh and fish.
//
// Prompts: bash, dash and ksh expand PS1 again each time it is shown, so PS1 names the variable and never holds its
//          value; zsh does so only with PROMPT_SUBST, and reads `%` sequences (S01).
// Names:   what was there before is kept under the names that the venv module, virtualenv and uv use, so that entering
//          one tool's environment from within another's leaves nothing of the first behind.
#include "venv/activation_texts.hpp"

namespace axle::venv {

const std::string_view k_posix_text =
    R"sh(# Activates this environment. Use it with `.` or `source`, from sh, dash, bash, ksh or zsh.

if [ -n "${BASH_VERSION:-}" ] && [ "${BASH_SOURCE:-}" = "$0" ]; then
    echo "source this file, do not run it: . $0" >&2
    exit 33
fi

deactivate () {
    if [ -n "${_OLD_VIRTUAL_PATH+set}" ]; then
        PATH=$_OLD_VIRTUAL_PATH
        export PATH
        unset _OLD_VIRTUAL_PATH
    fi
    if [ -n "${_OLD_VIRTUAL_PYTHONHOME+set}" ]; then
        PYTHONHOME=$_OLD_VIRTUAL_PYTHONHOME
        export PYTHONHOME
        unset _OLD_VIRTUAL_PYTHONHOME
    fi
    if [ -n "${_OLD_VIRTUAL_PS1+set}" ]; then
        PS1=$_OLD_VIRTUAL_PS1
        unset _OLD_VIRTUAL_PS1
    fi
    unset VIRTUAL_ENV VIRTUAL_ENV_PROMPT
    hash -r 2>/dev/null || true
    if [ "${1:-}" != nondestructive ]; then
        unset -f deactivate
        unset -f pydoc 2>/dev/null || true
    fi
}

deactivate nondestructive

@PLACE@
export VIRTUAL_ENV
VIRTUAL_ENV_PROMPT=@PROMPT@
export VIRTUAL_ENV_PROMPT

_OLD_VIRTUAL_PATH=$PATH
PATH="$VIRTUAL_ENV/@SCRIPTS@:$PATH"
export PATH

if [ -n "${PYTHONHOME+set}" ]; then
    _OLD_VIRTUAL_PYTHONHOME=$PYTHONHOME
    unset PYTHONHOME
fi

if [ -z "${VIRTUAL_ENV_DISABLE_PROMPT:-}" ] && [ -n "${PS1+set}" ]; then
    _OLD_VIRTUAL_PS1=$PS1
    if [ -n "${ZSH_VERSION:-}" ]; then
        eval 'if [[ -o promptsubst ]]; then
            PS1="(\${VIRTUAL_ENV_PROMPT//\\%/%%}) $PS1"
        else
            PS1="(${VIRTUAL_ENV_PROMPT//\%/%%}) $PS1"
        fi'
    else
        PS1='(${VIRTUAL_ENV_PROMPT}) '"$PS1"
    fi
fi

pydoc () {
    python -m pydoc "$@"
}

hash -r 2>/dev/null || true
)sh";

const std::string_view k_posix_fixed_place = "VIRTUAL_ENV=@DIRECTORY@";

const std::string_view k_posix_own_place = R"sh(if [ -n "${BASH_VERSION:-}" ]; then
    _axle_script=$BASH_SOURCE
elif [ -n "${ZSH_VERSION:-}" ]; then
    eval '_axle_script=${(%):-%x}'
elif [ -n "${KSH_VERSION:-}" ]; then
    eval '_axle_script=${.sh.file}'
else
    echo "this shell does not tell a script where it is: use bash, zsh or ksh" >&2
    unset -f deactivate
    return 1
fi
VIRTUAL_ENV=$(CDPATH= cd -- "$(dirname -- "$_axle_script")/.." && pwd && echo x)
VIRTUAL_ENV=${VIRTUAL_ENV%?x}
unset _axle_script)sh";

const std::string_view k_csh_text =
    R"sh(# Activates this environment. Use it with `source`, from csh or tcsh.

if ( ! $?_OLD_VIRTUAL_PATH ) then
    set _OLD_VIRTUAL_PATH = $PATH:q
endif
alias deactivate ')sh"
    "if ( $?_OLD_VIRTUAL_PATH ) setenv PATH $_OLD_VIRTUAL_PATH:q ; unset _OLD_VIRTUAL_PATH ; "
    "if ( $?_OLD_VIRTUAL_PROMPT ) set prompt = $_OLD_VIRTUAL_PROMPT:q ; unset _OLD_VIRTUAL_PROMPT ; "
    "unsetenv VIRTUAL_ENV ; unsetenv VIRTUAL_ENV_PROMPT ; rehash ; unalias pydoc ; unalias deactivate"
    R"sh('

setenv VIRTUAL_ENV @DIRECTORY@
setenv VIRTUAL_ENV_PROMPT @PROMPT@
setenv PATH $VIRTUAL_ENV:q/@SCRIPTS@:$_OLD_VIRTUAL_PATH:q

if ( ! $?VIRTUAL_ENV_DISABLE_PROMPT && $?prompt ) then
    if ( ! $?_OLD_VIRTUAL_PROMPT ) then
        set _OLD_VIRTUAL_PROMPT = $prompt:q
    endif
    set prompt = @CSH_PROMPT@$_OLD_VIRTUAL_PROMPT:q
endif

alias pydoc 'python -m pydoc'
rehash
)sh";

const std::string_view k_fish_text = R"sh(# Activates this environment. Use it with `source`, from fish.

function deactivate --description "Leave the virtual environment"
    if set -q _OLD_VIRTUAL_PATH
        set -gx PATH $_OLD_VIRTUAL_PATH
        set -e _OLD_VIRTUAL_PATH
    end
    if set -q _OLD_VIRTUAL_PYTHONHOME
        set -gx PYTHONHOME $_OLD_VIRTUAL_PYTHONHOME
        set -e _OLD_VIRTUAL_PYTHONHOME
    end
    if functions -q _old_fish_prompt
        functions -e fish_prompt
        functions -c _old_fish_prompt fish_prompt
        functions -e _old_fish_prompt
    end
    set -e _OLD_FISH_PROMPT_OVERRIDE
    set -e VIRTUAL_ENV
    set -e VIRTUAL_ENV_PROMPT
    if test "$argv[1]" != nondestructive
        functions -e pydoc
        functions -e deactivate
    end
end

deactivate nondestructive

@PLACE@
set -gx VIRTUAL_ENV_PROMPT @PROMPT@

set -g _OLD_VIRTUAL_PATH $PATH
set -gx PATH "$VIRTUAL_ENV/@SCRIPTS@" $PATH

if set -q PYTHONHOME
    set -g _OLD_VIRTUAL_PYTHONHOME $PYTHONHOME
    set -e PYTHONHOME
end

if test -z "$VIRTUAL_ENV_DISABLE_PROMPT"; and functions -q fish_prompt
    functions -c fish_prompt _old_fish_prompt
    set -g _OLD_FISH_PROMPT_OVERRIDE "$VIRTUAL_ENV"
    function fish_prompt
        # The status of the last command must reach the prompt that was there before.
        set -l last_status $status
        printf '(%s) ' "$VIRTUAL_ENV_PROMPT"
        echo "exit $last_status" | source
        _old_fish_prompt
    end
end

function pydoc
    python -m pydoc $argv
end
)sh";

const std::string_view k_fish_fixed_place = "set -gx VIRTUAL_ENV @DIRECTORY@";

const std::string_view k_fish_own_place = "set -gx VIRTUAL_ENV (path resolve -- (status dirname)/.. | string collect)";

}  // namespace axle::venv
