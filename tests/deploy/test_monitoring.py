"""Alerts and the dashboard use metrics that exist, and every alert says what to do."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

import core.flows.turn.run_turn  # noqa: F401  # it counts turns
from core import errors as core_errors, metrics
from core.model.turn import Step
from studio import metrics as studio_metrics
from studio.model.jobs.job import JobKind
from tests.deploy.manifests import documents
from tests.deploy.metric_families import LABELS

DEPLOY = Path(__file__).parents[2] / "deploy"
(ALERTS,) = documents(DEPLOY / "prometheus/alerts.yml")
DASHBOARD = json.loads((DEPLOY / "grafana/vidmuse.json").read_text())
RULES = [rule for group in ALERTS["groups"] for rule in group["rules"]]
OWN = re.compile(r"\bvidmuse_\w+")


def panels() -> list[dict[str, Any]]:
    return [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]


EXPRESSIONS = [
    *(pytest.param(rule["expr"], id=rule["alert"]) for rule in RULES),
    *(
        pytest.param(target["expr"], id=panel["title"] + target["refId"])
        for panel in panels()
        for target in panel["targets"]
    ),
]


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_every_number_and_label_that_is_asked_for_exists(expression: str) -> None:
    names = OWN.findall(expression)
    assert names or expression.startswith("up{")
    assert [name for name in names if name not in LABELS] == []
    labels = frozenset[str]().union(*(LABELS[name] for name in names))
    names_used = {
        label
        for group in re.findall(r"by \(([^)]+)\)", expression)
        for label in group.split(", ")
    }
    names_used |= set(re.findall(r"(\w+)=", expression)) if names else set()
    assert names_used <= labels, expression


MATCHER = re.compile(r'(vidmuse_\w+)\{(\w+)(=~|!~|!=|=)"([^"]+)"\}')


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_every_value_that_is_picked_out_is_one_that_is_counted(expression: str) -> None:
    errors = {name for name, one in vars(core_errors).items() if isinstance(one, type)}
    counted: dict[str, set[Any]] = {
        "step": set(Step),
        "ending": set(studio_metrics.Ending),
        "status": {"2xx", "4xx", "5xx"},
        "state": {"waiting", "running"},
    }
    kinds: dict[str, set[Any]] = {
        "vidmuse_agent_errors_total": errors,
        "vidmuse_studio_evicted_total": set(studio_metrics.EvictedKind),
        "vidmuse_studio_jobs_late_seconds": set(JobKind),
    }
    for name, label, _, values in MATCHER.findall(expression):
        possible = counted[label] if label in counted else kinds[name]
        assert set(values.split("|")) <= possible, expression


@pytest.mark.parametrize("rule", RULES, ids=[rule["alert"] for rule in RULES])
def test_what_an_alarm_sees_increase_is_counted_from_zero(rule: dict[str, Any]) -> None:
    """For Prometheus a counter that is first seen as 1 has not increased."""
    series = {
        (sample.name, label, value)
        for registry in (metrics.REGISTRY, studio_metrics.REGISTRY)
        for family in registry.collect()
        for sample in family.samples
        for label, value in sample.labels.items()
    }
    for name, label, sign, values in MATCHER.findall(rule["expr"]):
        if re.search(rf"(rate|increase)\({name}", rule["expr"]) and "!" not in sign:
            for value in values.split("|"):
                assert (name, label, value) in series


def test_no_label_is_one_that_prometheus_gives_itself() -> None:
    """Prometheus would rename such a label, and queries would get the target's label."""
    labels = frozenset[str]().union(*LABELS.values())
    assert not labels & {"job", "instance"}


def test_every_family_is_on_the_dashboard() -> None:
    """A metric that nobody looks at is of no use."""
    shown = {
        name
        for panel in panels()
        for target in panel["targets"]
        for name in OWN.findall(target["expr"])
    }
    families = {
        family.name
        for registry in (metrics.REGISTRY, studio_metrics.REGISTRY)
        for family in registry.collect()
        if "process_" not in family.name
    }
    assert [one for one in families if not any(s.startswith(one) for s in shown)] == []


def test_every_alarm_says_what_is_wrong_and_what_helps() -> None:
    assert len({rule["alert"] for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert rule["labels"]["severity"] in {"page", "ticket"}
        assert rule["annotations"]["summary"]
        assert rule["annotations"]["action"].endswith(".")


def test_no_panels_overlap_and_each_has_a_title_and_an_explanation() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in DASHBOARD["panels"]:
        at = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(at["x"], at["x"] + at["w"])
            for y in range(at["y"], at["y"] + at["h"])
        }
        assert at["x"] + at["w"] <= 24
        assert not cells & taken, panel["title"]
        taken |= cells
    assert all(panel["title"] and panel["description"] for panel in panels())
    ids = [panel["id"] for panel in DASHBOARD["panels"]]
    assert len(set(ids)) == len(ids)
