# conclave-lab: makes hosts in network namespaces, breaks and mends what it is told, and takes all away when its input ends.
# $1 number of hosts, $2 source of the delayer. One word with its arguments a line; answered with "done" or with what is wrong.
#
# Each namespace is called conclave-lab-PID-NAME after this shell: where the shell is gone, the rest is swept up by the next.
# Every fault is made where packets arrive, in two chains behind a rule that lets the tests' own traffic pass.

count=$1 source=$2 lab=conclave-lab-$$ home=${TMPDIR:-/tmp}/conclave-lab-$$

within() { host=$1; shift; ip netns exec "$lab-$host" "$@"; }
rule() { host=$1; shift; within "$host" iptables -w "$@"; }

# Runs it as one whole: "done", or the reason of what failed first.
answer() {
  reason=$(set -e; "$@" 2>&1 </dev/null)
  if [ $? = 0 ]; then echo "done"; else echo "${reason:-$* failed}" | tr '\n' ' '; echo; fi
}

check() {
  for program in ip iptables gcc unshare; do
    command -v "$program" >/dev/null || { echo "there is no program $program"; return 1; }
  done
  echo '#include <libnetfilter_queue/libnetfilter_queue.h>' | gcc -x c -fsyntax-only - 2>/dev/null ||
    { echo "there is no libnetfilter_queue to compile with: apt-get install libnetfilter-queue-dev"; return 1; }
  unshare --net true 2>/dev/null || { echo "network namespaces are not allowed here"; return 1; }
  unshare --net sh -c 'iptables -A INPUT -m statistic --mode random --probability 0.5 -j NFQUEUE --queue-num 1' 2>/dev/null ||
    { echo "iptables has no NFQUEUE or no statistic in this kernel"; return 1; }
}

# ---- birth and death

namespaces() { ip netns list | sed -n "s/^\(conclave-lab-$1-[a-z0-9]*\).*/\1/p"; }

remove() {
  for name in $(namespaces "$1"); do
    for process in $(ip netns pids "$name"); do kill -9 "$process"; done
    ip netns del "$name"
  done
  ip link del "cl$1"
  rm -rf "${TMPDIR:-/tmp}/conclave-lab-$1"
} 2>/dev/null

sweep() {
  for other in $(namespaces '[0-9]*' | cut -d- -f3 | sort -u); do
    grep -qs conclave-lab "/proc/$other/cmdline" || remove "$other"
  done
}

# A part of 10.64.0.0/10 that no other lab has, for they go by their numbers, and no route of this machine.
choose_net() {
  n=$$
  while net=10.$((64 + n / 254 % 64)).$((1 + n % 254)); [ -n "$(ip -4 route show root "$net.0/24")" ]; do n=$((n + 1)); done
}

join() {
  ip netns add "$lab-$1"
  ip -n "$lab-$1" link set lo up
  ip link add name eth0 netns "$lab-$1" type veth peer name "to-$1" netns "$lab-switch"
  ip -n "$lab-switch" link set "to-$1" master lan up
  ip -n "$lab-$1" addr add "$net.$2/24" dev eth0
  ip -n "$lab-$1" link set eth0 up
  rule "$1" -N cuts
  rule "$1" -N weather
  rule "$1" -A INPUT -s "$net.253" -j ACCEPT
  rule "$1" -A INPUT -j cuts
  rule "$1" -A INPUT -j weather
}

# The switch stands in a namespace of its own, so that no rule and no bridge of this machine is touched. No host has a
# route to anywhere else.
begin() {
  mkdir -m 700 "$home"
  printf '%s' "$source" | gcc -x c -O2 -Wall -Wextra -Werror -o "$home/delayer" - -lnetfilter_queue
  ip netns add "$lab-switch"
  ip -n "$lab-switch" link add lan type bridge
  ip -n "$lab-switch" link set lan up
  ip link add name "cl$$" type veth peer name to-tests netns "$lab-switch"
  ip -n "$lab-switch" link set to-tests master lan up
  ip addr add "$net.253/24" dev "cl$$"
  ip link set "cl$$" up
  join stores 254
  for number in $(seq "$count"); do join "$number" "$number"; done
}

# ---- faults

# TO FROM…: nothing of theirs arrives.
cut_off() { to=$1; shift; for from; do rule "$to" -A cuts -s "$from" -j DROP; done; }
mend() { to=$1; shift; for from; do rule "$to" -D cuts -s "$from" -j DROP; done; }

# TO DELAY JITTER LOSS FROM…: what comes from them is late by microseconds and lost with a probability.
weather() {
  to=$1 delay=$2 jitter=$3 loss=$4; shift 4
  clear_up "$to"
  [ "$loss" = 0 ] || for from; do
    rule "$to" -A weather -s "$from" -m statistic --mode random --probability "$loss" -j DROP
  done
  [ "$delay" = 0 ] || {
    within "$to" "$home/delayer" 1 "$delay" "$jitter" >"$home/delayer-$to"
    for from; do rule "$to" -A weather -s "$from" -j NFQUEUE --queue-num 1; done
  }
}

# The rules go first: a packet that waits for a delayer that is gone is lost.
clear_up() {
  rule "$1" -F weather
  [ ! -e "$home/delayer-$1" ] || {
    delayer=$(cat "$home/delayer-$1")
    rm "$home/delayer-$1"
    kill "$delayer" || { echo "the delayer of $1 had ended by itself"; return 1; }
  }
}

heal() {
  for name in stores $(seq "$count"); do
    rule "$name" -F cuts
    clear_up "$name"
  done
}

sweep
choose_net
while read -r word arguments; do
  case $word in
    where) echo "$lab $net" ;;
    check | begin | cut_off | mend | weather | clear_up | heal) answer "$word" $arguments ;;
  esac
done
remove "$$"
