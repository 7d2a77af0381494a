// The words that tell what a text is for, with their weights. One word or two that follow each other, lower case.
// A word that fits several contexts stands for the one it decides.

import type { Context } from '../policy/model.ts';

type Weighted = Readonly<Record<number, string>>;

export const CONTEXT_WORDS: Readonly<Record<Exclude<Context, 'general'>, Weighted>> = {
  infrastructure_documentation: {
    3: 'wireguard, openvpn, ipsec, strongswan, network diagram, runbook, topology, wg0, network documentation, infrastructure documentation',
    2: 'vpn, vlan, subnet, firewall, bgp, dns zone, load balancer, bastion, kubeconfig, terraform, ansible, our network, our infrastructure, data center, datacenter, gateway, our config, site to, allowedips',
    1: 'infrastructure, config, configuration, production environment, endpoint, router, switch, interface, peer, tunnel, cluster, hosts, topology, inventory, deployment, routing',
  },
  security_research: {
    3: 'incident report, threat intelligence, threat actor, postmortem, forensics, forensic, penetration test, pentest, indicators of, ioc, iocs, malware analysis, incident response, red team, security research, breach report, threat analysis',
    2: 'compromised, attacker, attackers, breach, breached, exfiltrated, leaked, exposed credentials, vulnerability, exploited, cve, siem, soc analyst, stolen, honeypot, dark web, intrusion, phishing campaign, attack used, the attack, incident',
    1: 'attack, attacks, threat, adversary, malicious, suspicious, analysis, investigate, investigation, security team, found in, rotated, evidence, timeline',
  },
  agent_development: {
    3: 'inter agent, agent handshake, multi agent, agent authentication, agent registry, agent to, peer agent, agent framework, agent protocol, agent orchestration, agent identity, sub agents, subagent, subagents',
    2: 'agent, agents, handshake, mcp server, orchestrator, tool call, langchain, crewai, autogen, agentic',
    1: 'key exchange, peer, hmac, protocol, delegate, planner, worker, mcp, swarm',
  },
  compliance_documentation: {
    3: 'gdpr, hipaa, soc 2, soc2, iso 27001, pci dss, fedramp, sox, dpa, processor agreement, data protection, compliance document, statement of, records of, compliance documentation',
    2: 'compliance, auditor, auditors, audit evidence, control framework, processor, controller, regulation, regulator, legal team, privacy policy, contract, annex, data processing, due diligence, certification',
    1: 'audit, document these, document, policy, agreement, rotation, retention, evidence, controls, risk assessment, clause, legal, rotation patterns',
  },
  code: {
    3: 'pull request, stack trace, unit test, code review, refactor, compile error, type error',
    2: 'def, import, function, const, class, async, await, func, fn, struct, namespace, typescript, javascript, python, golang, npm, pip, println, printf, nullptr, println, lambda, docker build',
    1: 'return, public, private, static, void, var, let, self, this, null, none, true, false, elif, else, try, catch, except, throw, bug, variable, repo, repository, commit, debug, script',
  },
  operations: {
    3: 'kubectl, systemctl, journalctl, access log, error log, syslog, deploy failed, on call, oncall, docker compose, crash loop',
    2: 'info, warn, error, debug level, stderr, stdout, logs, log, uptime, restart, restarted, ssh, curl, helm, nginx, cron, rollback, alert, alerts, outage, exit code, pod, pods',
    1: 'service, server, request, response, timeout, status, port, host, failed, connection, deploy, deployed, staging, instance, node, memory, disk',
  },
};
