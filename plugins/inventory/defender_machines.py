# Copyright (c) 2026, the secops.defender authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: defender_machines
short_description: Machines of Microsoft Defender for Endpoint as inventory
version_added: 0.1.0
description:
  - Lists the machines of a tenant, with the filters of M(secops.defender.defender_machine_info), and makes each an inventory host.
  - The whole record of a machine, as the API returns it, is in one host variable, C(defender), so that nothing in it collides with
    a name of Ansible. Empty machine tags are left out of it. Text in it is data and is never run as a template.
  - A listing is complete or the source fails; it is never silently short. Nothing is added to the inventory before everything is known.
    Ansible by itself goes on with a warning when an inventory source fails; set E(ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED) to make it stop.
  - The configuration file must end in C(defender.yml) or C(defender.yaml).
options:
  plugin:
    description: Name of this plugin. It tells Ansible to use it for the file.
    type: str
    required: true
    choices: [secops.defender.defender_machines]
  include:
    description:
      - What else to read for each machine, put into C(defender) under the same name.
      - V(response_state) tells whether the machine is isolated, restricted or being scanned. It is derived from past machine actions and
        costs one listing of them for any number of machines.
    type: list
    elements: str
    choices: [response_state]
    default: []
  exclude_stale:
    description:
      - Leave out machines whose C(lastSeen) is longer ago than this, a whole number and V(w), V(d), V(h) or V(m), for instance V(7d) or V(12h).
      - The age counts from now, also when the records come from the cache. A machine whose C(lastSeen) cannot be read is kept.
    type: str
  name_from:
    description:
      - Where the name of a host comes from, a list of attributes of the record such as V(computerDnsName) or V(vmMetadata.vmId), and of Jinja
        templates that see the record as C(defender). The first that gives a text which is not empty counts.
      - A machine for which none does is named by its id. A name that Ansible gives a meaning of its own, such as C(localhost), gets C(_) and the id appended.
      - Attributes are read at once; a template is evaluated for every machine, which takes seconds for tens of thousands of them.
    type: list
    elements: str
    default: [computerDnsName, id]
  ansible_host:
    description:
      - The address to connect to, as an attribute of the record or a Jinja template, in the way of O(name_from).
        Where it gives nothing, the variable is not set.
    type: str
  duplicates:
    description:
      - What to do with machines that would be the same host, whatever the case. A machine that was set up anew keeps its DNS name and gets a new id.
      - V(newest) keeps the machine with the latest C(lastSeen) of those that share C(computerDnsName) as well. Where other machines still share the
        host name, the one seen last has it, and the names of the others get C(_) and the id appended.
      - V(all) keeps every machine; again the one seen last has the name, and the others get C(_) and the id appended.
      - V(error) fails and lists the candidates.
    type: str
    choices: [newest, all, error]
    default: newest
  tenants:
    description:
      - Tenants to list with the same application, in place of O(tenant_id). Each is an id, which is a GUID, or a mapping of C(tenant_id) and C(name).
      - A host then has the variables C(defender_tenant_id) and C(defender_tenant_name), and is in the group C(defender_tenant_) with the name of its
        tenant, in which what is neither letter, digit nor C(-) becomes C(_).
      - O(duplicates) is about the machines of one tenant. Where hosts of several tenants share a name, none of them keeps it. They get C(_) and the name of
        their tenant appended; with V(error) the source fails.
      - A tenant that cannot be read is a warning that names it, and the others are there, unless O(strict_tenants). When none can be read, the source fails.
    type: list
    elements: raw
    default: []
  strict_tenants:
    description: Fail when one of O(tenants) cannot be read.
    type: bool
    default: false
notes:
  # BEGIN GENERATED permissions
  - >-
    An application needs the permission C(Machine.Read.All) or C(Machine.ReadWrite.All), and a person C(Machine.Read) or
    C(Machine.ReadWrite).
  # END GENERATED
  - Values of connection and filter options may be Jinja templates, such as lookups, except where a list has fixed choices. They see extra variables only.
  - Expressions in O(compose), O(groups) and O(keyed_groups) see the record as C(defender), for instance C(defender.riskScore).
  - An expression that only reads attributes and uses common filters, tests and string methods is evaluated once for each combination of values;
    any other is evaluated for every machine.
  - Group names are sanitised as usual, unless E(ANSIBLE_TRANSFORM_INVALID_GROUP_CHARS) is V(ignore).
  - The cache keeps records by tenant, identity and query. It never holds secrets or tokens, and a cache that cannot be read is a warning.
seealso:
  - module: secops.defender.defender_machine_info
  - name: List machines API
    description: The API behind this plugin.
    link: https://learn.microsoft.com/defender-endpoint/api/get-machines
extends_documentation_fragment:
  - secops.defender.machines.filters
  - secops.defender.listing
  - secops.defender.connection
  - constructed
  - inventory_cache
author:
  - The secops.defender authors (@secops-collections)
"""

EXAMPLES = r"""
# Each key is the name of an inventory file, and what is below it is the content of that file.

# Credentials come from the environment (DEFENDER_TENANT_ID, DEFENDER_CLIENT_ID, DEFENDER_CLIENT_SECRET).
# A play on "hosts: defender_risk_high" then reaches every machine at high risk.
defender.yml:
  plugin: secops.defender.defender_machines
  health_status: [Active]
  keyed_groups:
    - prefix: defender_risk
      key: defender.riskScore | lower
    - prefix: defender_os
      key: defender.osPlatform | lower
    - prefix: defender_tag
      key: defender.machineTags

# Short names, an address to connect to, and what is isolated right now.
servers.defender.yml:
  plugin: secops.defender.defender_machines
  tenant_id: contoso.onmicrosoft.com
  client_id: 6ffd7d47-6aa6-4c2f-8d5c-6a1d3a0c1f01
  client_secret: "{{ lookup('ansible.builtin.file', '~/.defender_secret') }}"
  filter: startswith(computerDnsName,'srv-')
  exclude_stale: 7d
  include: [response_state]
  name_from:
    - "{{ defender.computerDnsName.split('.') | first }}"
    - id
  ansible_host: lastIpAddress
  groups:
    contained: defender.response_state.isolated
    windows_servers: defender.osPlatform is match('WindowsServer')
  compose:
    ansible_connection: "'winrm' if defender.osPlatform is match('Windows') else 'ssh'"
    defender_machine_id: defender.id

# All customers of a partner, with one application that each of them has consented to.
customers.defender.yml:
  plugin: secops.defender.defender_machines
  tenants:
    - {name: contoso, tenant_id: 6ffd7d47-6aa6-4c2f-8d5c-6a1d3a0c1f02}
    - {name: fabrikam, tenant_id: 6ffd7d47-6aa6-4c2f-8d5c-6a1d3a0c1f03}
  keyed_groups:
    - prefix: defender_risk
      key: defender.riskScore | lower

# One machine group, every duplicate kept, records kept for ten minutes.
prod.defender.yml:
  plugin: secops.defender.defender_machines
  rbac_group_id: [14]
  duplicates: all
  keyed_groups:
    - prefix: site
      key: (defender.machineTags | select('match', 'site-') | first | default('site-none')).split('-')[1]
      parent_group: sites
  strict: true
  cache: true
  cache_plugin: ansible.builtin.jsonfile
  cache_connection: ~/.cache/ansible/defender
  cache_timeout: 600
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from functools import partial
from typing import Any

from ansible.errors import AnsibleError, AnsibleParserError, AnsibleUndefinedVariable
from ansible.inventory.data import InventoryData
from ansible.parsing.dataloader import DataLoader
from ansible.plugins import AnsiblePlugin
from ansible.plugins.inventory import BaseInventoryPlugin, Cacheable, Constructable, to_safe_group_name
from ansible_collections.secops.defender.plugins.module_utils import _clock
from ansible_collections.secops.defender.plugins.module_utils._errors import DefenderError, OptionError
from ansible_collections.secops.defender.plugins.module_utils._inventory import (
    INVENTORY_SPEC,
    PER_MACHINE,
    cache_key,
    listed,
    usable,
    validated,
)
from ansible_collections.secops.defender.plugins.module_utils._options import refuse_unknown
from ansible_collections.secops.defender.plugins.plugin_utils._cores import (
    as_data,
    collector_paused,
    decrypted,
    keeps_group_names,
    keeps_text,
)
from ansible_collections.secops.defender.plugins.plugin_utils._grouping import (
    Outcome,
    Plan,
    Rule,
    plan_of,
    rules_of,
)
from ansible_collections.secops.defender.plugins.plugin_utils._machines import (
    Host,
    Reader,
    Record,
    age_of,
    first_of,
    hosts_of,
    of_tenants,
    reader_of,
    tidy,
    without_stale,
)
from ansible_collections.secops.defender.plugins.plugin_utils._tenants import (
    Tenant,
    refuse_lacking,
    tenants_of,
)

# What cache plugins, and Ansible's wrapping of them, were seen to raise for a damaged file.
_UNREADABLE = (AnsibleError, AttributeError, LookupError, OSError, TypeError, ValueError)


class _NotDefinedError(OptionError):
    """A template reads what is not there."""


class InventoryModule(BaseInventoryPlugin, Constructable, Cacheable):
    """Machines of Defender for Endpoint as inventory."""

    NAME = "secops.defender.defender_machines"

    inventory: InventoryData
    templar: Any
    settings: dict[str, Any]

    def verify_file(self, path: str) -> bool:
        """Tell whether the file is meant for this plugin."""
        return bool(BaseInventoryPlugin.verify_file(self, path)) and path.endswith(
            ("defender.yml", "defender.yaml")
        )

    def parse(self, inventory: InventoryData, loader: DataLoader, path: str, cache: bool = True) -> None:
        """Add the machines to the inventory, all of them or none."""
        super().parse(inventory, loader, path, cache)
        config = BaseInventoryPlugin._read_config_data(self, path)
        self.settings = AnsiblePlugin.get_options(self)
        try:
            options = self._validated(config)
            hosts = self._found(options, cache)
            with collector_paused():
                self._fill(self._plan(hosts, options))
        except DefenderError as error:
            raise AnsibleParserError(str(error)) from None

    @staticmethod
    def _sanitize_group_name(name: str) -> str:
        """Make a group name safe in the way of all constructed inventories, unless the user wants names as they come."""
        return name if keeps_group_names() else str(to_safe_group_name(name))

    def _validated(self, config: Mapping[str, Any]) -> dict[str, Any]:
        refuse_unknown(config, self.settings)
        given = {
            name: value if name in PER_MACHINE else self._evaluated(name, decrypted(value), self._vars or {})
            for name, value in config.items()
            if name in INVENTORY_SPEC
        }
        return validated(given)

    def _evaluated(self, option: str, text: Any, variables: Mapping[str, Any]) -> Any:
        self.templar.available_variables = variables
        try:
            return self.templar.template(text)
        except AnsibleUndefinedVariable as error:
            raise _NotDefinedError(f"{option}: {error}", option=option) from None
        except AnsibleError as error:
            raise OptionError(f"{option}: {text!r} cannot be evaluated: {error}", option=option) from None

    def _found(self, options: Mapping[str, Any], cache: bool) -> list[Host]:
        """Return the hosts of the tenant, or of all tenants that are listed and can be read."""
        tenants = tenants_of(options["tenants"], "tenants")
        if not tenants:
            return self._hosts(self._records(options, cache), options)
        found: dict[Tenant, list[Host]] = {}
        failed: dict[Tenant, DefenderError] = {}
        for tenant in tenants:
            own = {**options, "tenant_id": tenant.tenant_id}
            try:
                found[tenant] = self._hosts(self._records(own, cache), own)
            except OptionError:
                raise
            except DefenderError as error:
                failed[tenant] = error
        refuse_lacking(failed, len(tenants), options["strict_tenants"])
        for tenant, reason in failed.items():
            self.display.warning(f"The tenant {tenant.name} is missing from the inventory: {reason}")
        return of_tenants(found, options["duplicates"])

    def _records(self, options: Mapping[str, Any], cache: bool) -> list[Record]:
        """Return the records as the API sends them, from the cache if that is wanted and possible."""
        key = cache_key(options)
        kept = self._kept(key) if cache and self.settings["cache"] else None
        if kept is not None:
            return kept
        records = listed(options)
        if self.settings["cache"]:
            self._cache[key] = records
        return records

    def _kept(self, key: str) -> list[Record] | None:
        try:
            records = self._cache[key]
        except KeyError:
            return None
        except _UNREADABLE as error:
            self.display.warning(f"The inventory cache cannot be read, asking the service instead: {error}")
            return None
        if usable(records):
            return list(records)
        self.display.warning("The inventory cache holds no machine records, asking the service instead.")
        return None

    def _hosts(self, records: list[Record], options: Mapping[str, Any]) -> list[Host]:
        if options["exclude_stale"]:
            now = datetime.fromtimestamp(_clock.now(), timezone.utc)
            records = without_stale(records, age_of(options["exclude_stale"]), now)
        readers = [self._reader("name_from", text) for text in options["name_from"]]
        return hosts_of(
            (as_data(tidy(record)) for record in records), first_of(readers), options["duplicates"]
        )

    def _reader(self, option: str, text: str) -> Reader:
        return reader_of(option, text, partial(self._rendered, option, text))

    def _rendered(self, option: str, template: str, record: Record) -> str | None:
        try:
            value = self._evaluated(option, template, {"defender": record})
        except _NotDefinedError:
            return None
        return None if value is None else str(value).strip()

    def _plan(self, hosts: list[Host], options: Mapping[str, Any]) -> Plan:
        address = options["ansible_host"] and self._reader("ansible_host", options["ansible_host"])
        rules = rules_of(
            self.settings["compose"],
            self.settings["groups"],
            self.settings["keyed_groups"],
            copying=keeps_text() and not self.settings["use_extra_vars"],
        )
        known = {
            host.name: self.inventory.hosts[host.name].get_vars()
            for host in hosts
            if host.name in self.inventory.hosts
        }
        plan = plan_of(
            ((as_data(host.name), _variables(host, address)) for host in hosts), rules, self._ask, known
        )
        for host in hosts:
            if host.tenant:
                group = self._sanitize_group_name(f"defender_tenant_{host.tenant.label}")
                plan.members.setdefault(group, []).append(host.name)
        return plan

    def _ask(self, rule: Rule, name: str, sight: Mapping[str, Any]) -> Outcome:
        """Let Ansible apply one rule to one host in an inventory of its own, and return what came of it."""
        apply: dict[str, Callable[..., None]] = {
            "compose": self._set_composite_vars,
            "groups": partial(self._add_host_to_composed_groups, fetch_hostvars=False),
            "keyed_groups": partial(self._add_host_to_keyed_groups, fetch_hostvars=False),
        }
        scratch = InventoryData()
        scratch.current_source = self.inventory.current_source
        scratch.add_host(name)
        host = scratch.hosts[name]
        inventory, self.inventory = self.inventory, scratch
        try:
            apply[rule.kind](rule.entry, {**host.get_vars(), **sight}, name, strict=self.settings["strict"])
        finally:
            self.inventory = inventory
        variables = (
            {key: host.vars[key] for key in rule.entry if key in host.vars} if rule.kind == "compose" else {}
        )
        groups = dict.fromkeys(group.name for group in scratch.groups.values() if host in group.hosts)
        parents = (group for group in scratch.groups.values() if group.name != "all")
        edges = ((group.name, child.name) for group in parents for child in group.child_groups)
        return Outcome(variables, groups, dict.fromkeys(edges))

    def _fill(self, plan: Plan) -> None:
        """Add what the plan says.

        Hosts and groups are told directly where InventoryData would only pass it on: its own way costs several times
        as much, since it copies every record in order to mark where each text came from.
        """
        hosts, groups = self.inventory.hosts, self.inventory.groups
        for name, variables in plan.variables.items():
            host = hosts[self.inventory.add_host(name)]
            for key, value in variables.items():
                host.set_variable(key, value)
        for group, names in plan.members.items():
            self.inventory.add_group(group)
            self.inventory.add_host(names[0], group)
            for name in names[1:]:
                groups[group].add_host(hosts[name])
        for parent, child in plan.edges:
            self.inventory.add_group(parent)
            self.inventory.add_child(parent, child)


def _variables(host: Host, address: Reader | None) -> dict[str, Any]:
    variables: dict[str, Any] = {"defender": host.record}
    if host.tenant:
        variables["defender_tenant_id"] = as_data(host.tenant.tenant_id)
        variables["defender_tenant_name"] = as_data(host.tenant.name)
    found = address(host.record) if address else None
    return {**variables, "ansible_host": as_data(found)} if found else variables
