#!/usr/bin/env bash
# The main job from the first look to the release, against the tenant that the DEFENDER_* variables name.
# Meant for the simulator: it isolates machines. `make demo` starts one and runs this.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
dir=${DEMO_DIR:-$(pwd)/.build/demo}
PATH="$here/../.venv/bin:$PATH"
began=$(date -u +%Y-%m-%dT%H:%M:%SZ)

export ANSIBLE_FORCE_COLOR=${ANSIBLE_FORCE_COLOR:-false} ANSIBLE_NOCOWS=true ANSIBLE_DEPRECATION_WARNINGS=false
export ANSIBLE_LOCALHOST_WARNING=false ANSIBLE_INVENTORY_UNPARSED_WARNING=false ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED=true
export ANSIBLE_DISPLAY_SKIPPED_HOSTS=false ANSIBLE_DISPLAY_OK_HOSTS=false ANSIBLE_PYTHON_INTERPRETER=auto_silent

rm -f "$dir"/{triage,contained,again,released,account}.*
mkdir -p "$dir"

say() { printf '\n=== %s\n' "$1"; }

run() {
    printf '$ %s\n' "$*"
    "$@"
}

role=(ansible-playbook secops.defender.contain_machines -e "contain_machines_report_dir=$dir" -e contain_machines_poll_interval=1)
contain=("${role[@]}" -e "contain_machines_triage=$dir/triage.json")

say '1. Who is there'
run ansible-inventory -i "$here/demo/breach.defender.yml" --graph

say '2. What matters most'
run ansible-playbook secops.defender.triage_alerts -e "triage_alerts_report_dir=$dir" -e triage_alerts_report_name=triage

say '3. Contain, in check mode'
run "${contain[@]}" --check -e contain_machines_report_name=checked

say '4. Contain'
run "${contain[@]}" -e contain_machines_report_name=contained

say '5. Contain again'
run "${contain[@]}" -e contain_machines_report_name=again

say '6. Release'
run "${role[@]}" -e contain_machines_report_name=released -e contain_machines_state=released -e "contain_machines_undo=$dir/contained.json"

say 'What happened'
ansible-playbook "$here/demo/account.yml" -e "demo_began=$began" -e "demo_dir=$dir" > "$dir/account.log" 2>&1 ||
    { cat "$dir/account.log" >&2; exit 1; }
python3 "$here/demo/recap.py" "$dir"
