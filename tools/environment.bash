# What tools/uvs, tools/test and the scripts of the benches share: where the JDK is, the build, system
# packages. Sourced with "program" set to the name for messages; sets "top", the project's folder.

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
jdk_needed=25

fail() {
    echo "$program: $*" >&2
    exit 1
}

say() {
    echo "$program: $*" >&2
}

# The major version of the JDK in a folder, or nothing if there is none that can compile.
jdk_version() {
    [[ -x $1/bin/java && -x $1/bin/javac && -r $1/release ]] || return 0
    local line
    while IFS= read -r line; do
        if [[ $line =~ ^JAVA_VERSION=\"?([0-9]+) ]]; then
            echo "${BASH_REMATCH[1]}"
            return
        fi
    done < "$1/release"
}

# Sets JAVA_HOME to a JDK that is new enough: the one it names, that of the PATH, or one in a usual folder.
find_jdk() {
    local on_path home version
    on_path=$(readlink -f "$(command -v javac)")
    shopt -s nullglob
    for home in "${JAVA_HOME:-}" "${JDK_HOME:-}" "${on_path%/bin/javac}" \
            /usr/lib/jvm/* /usr/java/* /usr/local/*jdk* /opt/* /opt/*/* ~/.sdkman/candidates/java/* ~/.jdks/*; do
        version=$(jdk_version "$home")
        if [[ $version && $version -ge $jdk_needed ]]; then
            export JAVA_HOME=$home
            return
        fi
    done
    fail "no JDK $jdk_needed or newer in JAVA_HOME, on the PATH, in /usr/lib/jvm, /opt or ~/.sdkman:" \
        "install one (Debian: apt-get install openjdk-$jdk_needed-jdk, else https://adoptium.net) and set JAVA_HOME"
}

# Runs Maven on the project, under the JDK that was found. What Maven's own libraries do is not ours to be
# warned of. Java takes the home folder from the list of users, and Maven keeps its repository there: it is to
# be HOME.
maven() {
    local home=
    if [[ ${HOME:-} && $HOME != *[[:space:]]* ]]; then
        home=-Duser.home=$HOME
    fi
    MAVEN_OPTS="${MAVEN_OPTS:-} $home --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED" \
        mvn -f "$top/pom.xml" "$@"
}

# Sees to it that the programs are there which the named users of tools/packages need: installs what is
# missing as root on Debian, else says what to install.
need_programs() {
    local PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
    local name package users user missing=()
    while read -r name package users; do
        for user in "$@"; do
            if [[ $name != "#" && " $users " == *" $user "* ]] && ! type -P "$name" > /dev/null; then
                missing+=("$package")
            fi
        done
    done < "$top/tools/packages"
    if [[ ${#missing[@]} -gt 0 ]]; then
        mapfile -t missing < <(printf '%s\n' "${missing[@]}" | sort -u)
        install_packages "${missing[@]}"
    fi
}

install_packages() {
    if [[ $EUID -ne 0 || ! -e /etc/debian_version ]] || ! type -P apt-get > /dev/null; then
        fail "programs are missing: install the packages ${*} (on Debian, as root: apt-get install ${*})"
    fi
    say "installing ${*}"
    local log policy=/usr/sbin/policy-rc.d ours=
    log=$(mktemp)
    # The packages bring services; none of them is to start.
    if [[ ! -e $policy ]]; then
        ours=1
        printf '#!/bin/sh\nexit 101\n' > "$policy" && chmod 755 "$policy"
    fi
    export DEBIAN_FRONTEND=noninteractive
    apt-get install -y --no-install-recommends "$@" > "$log" 2>&1 ||
        { apt-get update && apt-get install -y --no-install-recommends "$@"; } > "$log" 2>&1
    local result=$?
    if [[ $ours ]]; then
        rm -f "$policy"
    fi
    disable_services "$@"
    if [[ $result -ne 0 ]]; then
        grep -E '^(E|Err):?' "$log" >&2
        fail "apt-get install ${*} failed; all that it said is in $log"
    fi
    rm -f "$log"
}

# A package's service is not to start with the machine either.
disable_services() {
    local package name
    for package in "$@"; do
        name=${package%-light}
        if [[ -d /run/systemd/system && -e /lib/systemd/system/$name.service ]]; then
            systemctl --quiet disable --now "$name.service"
        fi
    done
}
