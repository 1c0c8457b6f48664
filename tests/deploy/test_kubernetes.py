"""The manifests for Kubernetes name what exists, fit together, and give least rights."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bots.app.platforms.names import CHAT_PLATFORMS, WORKER
from tests.deploy.manifests import (
    DEPLOY,
    SECRET_FILES,
    SERVICES,
    SETTINGS,
    documents,
    known_commands,
)
from tests.deploy.metric_families import LABELS

KUBERNETES = DEPLOY / "kubernetes"
KUSTOMIZATION = yaml.safe_load((KUBERNETES / "kustomization.yaml").read_text())


def resources() -> Iterator[dict[str, Any]]:
    components = ("renderers/renderer.yaml", "studios/budget.yaml", "page/page.yaml")
    for name in (*KUSTOMIZATION["resources"], *components):
        yield from documents(KUBERNETES / name)


def of_kind(*kinds: str) -> list[dict[str, Any]]:
    return [one for one in resources() if one["kind"] in kinds]


def pods() -> list[tuple[str, dict[str, Any]]]:
    return [
        (one["metadata"]["name"], one["spec"]["template"]["spec"])
        for one in of_kind("Deployment", "StatefulSet")
    ]


def test_the_kustomization_lists_every_manifest() -> None:
    manifests = {path.name for path in KUBERNETES.glob("*.yaml")}
    others = {"kustomization.yaml", "adapter-rules.yaml"}
    assert set(KUSTOMIZATION["resources"]) == manifests - others
    for generator in KUSTOMIZATION["configMapGenerator"]:
        for file in generator.get("files", ()):
            assert (KUBERNETES / file).is_file()
    own = (DEPLOY / "redis/redis.conf").read_text()
    assert (KUBERNETES / "redis.conf").read_text() == own


def at(resource: Any, path: str) -> Any:
    """The value at a JSON pointer; the list itself if the pointer ends in a dash."""
    for part in path.strip("/").removesuffix("/-").split("/"):
        resource = resource[int(part) if part.isdigit() else part]
    return resource


@pytest.mark.parametrize("component", ["renderers", "studios", "page"])
def test_a_component_changes_what_is_there(component: str) -> None:
    file = KUBERNETES / component / "kustomization.yaml"
    settings = yaml.safe_load(file.read_text())
    for name in settings["resources"]:
        assert (file.parent / name).is_file()
    for patch in settings["patches"]:
        kind, name = patch["target"]["kind"], patch["target"]["name"]
        (changed,) = [one for one in of_kind(kind) if one["metadata"]["name"] == name]
        for change in yaml.safe_load(patch["patch"]):
            there = at(changed, change["path"])
            if change["op"] == "add":
                assert isinstance(there, list)
                names = {one["name"] for one in there}
                assert change["value"]["name"] not in names
                if change["path"].endswith("/env/-"):
                    assert change["value"]["name"] in SETTINGS
            else:
                assert there != change["value"]


def test_all_that_read_or_delete_uploads_share_the_folder_of_the_page() -> None:
    file = KUBERNETES / "page/kustomization.yaml"
    settings = yaml.safe_load(file.read_text())
    (changes,) = settings["configMapGenerator"]
    public = dict(one.split("=", 1) for one in changes["literals"])
    assert set(public) <= SETTINGS
    host = public["VIDMUSE_PUBLIC_URL"].removeprefix("https://")
    (ingress,) = of_kind("Ingress")
    assert [rule["host"] for rule in ingress["spec"]["rules"]] == [host]
    (path,) = ingress["spec"]["rules"][0]["http"]["paths"]
    assert path["path"] == "/drop/"
    assert path["backend"]["service"]["name"] in {
        one["metadata"]["name"] for one in of_kind("Service")
    }
    page = dict(pods())["page"]
    mounts = page["containers"][0]["volumeMounts"]
    (mount,) = [one for one in mounts if one["mountPath"] == "/data/page"]
    (volume,) = [one for one in page["volumes"] if one["name"] == mount["name"]]
    sharing = {
        patch["target"]["name"]: [
            change["value"] for change in yaml.safe_load(patch["patch"])
        ]
        for patch in settings["patches"]
    }
    assert sharing.keys() == {WORKER, *CHAT_PLATFORMS}
    assert all(values == [mount, volume] for values in sharing.values())
    (claim,) = [
        one
        for one in of_kind("PersistentVolumeClaim")
        if one["metadata"]["name"] == volume["persistentVolumeClaim"]["claimName"]
    ]
    assert claim["spec"]["accessModes"] == ["ReadWriteMany"]


def test_several_studios_have_their_state_in_redis() -> None:
    studio = SERVICES["studio"]
    assert studio["deploy"]["replicas"] > 1
    assert studio["environment"]["STUDIO_STATE"] == "redis"
    patches = yaml.safe_load((KUBERNETES / "studios/kustomization.yaml").read_text())
    (patch,) = [
        yaml.safe_load(one["patch"])
        for one in patches["patches"]
        if one["target"]["kind"] == "Deployment"
    ]
    assert {"name": "STUDIO_STATE", "value": "redis"} in [one["value"] for one in patch]


def test_every_pod_has_least_rights_probes_and_limits() -> None:
    for name, pod in pods():
        assert pod["automountServiceAccountToken"] is False, name
        assert pod["securityContext"]["runAsNonRoot"] is True
        for container in pod["containers"]:
            own = container["securityContext"]
            assert own["readOnlyRootFilesystem"] is True
            assert own["allowPrivilegeEscalation"] is False
            assert own["capabilities"] == {"drop": ["ALL"]}
            assert {"startupProbe", "livenessProbe", "readinessProbe"} <= set(container)
            assert set(container["resources"]) == {"requests", "limits"}
            mounted = {mount["name"] for mount in container["volumeMounts"]}
            claimed = {"data"} if name == "redis" else set()
            assert mounted == {volume["name"] for volume in pod["volumes"]} | claimed


def test_pods_name_commands_settings_and_secrets_that_exist(
    capsys: pytest.CaptureFixture[str],
) -> None:
    commands = known_commands(capsys)
    header = (KUBERNETES / "kustomization.yaml").read_text()
    for name, pod in pods():
        (container,) = pod["containers"]
        if name == "redis":
            continue
        assert set(container["args"]) <= commands
        for variable in container["env"]:
            if variable["name"] in SETTINGS:
                continue
            assert variable["name"] in SECRET_FILES
            secret = Path(variable["value"])
            assert str(secret.parent) == "/run/secrets/vidmuse"
            assert f"--from-literal={secret.name}=" in header
    for generator in KUSTOMIZATION["configMapGenerator"]:
        for literal in generator.get("literals", ()):
            assert literal.partition("=")[0] in SETTINGS


def test_budgets_autoscaling_and_services_choose_pods_that_exist() -> None:
    labels = [
        one["spec"]["template"]["metadata"]["labels"]
        for one in of_kind("Deployment", "StatefulSet")
    ]
    budgets = of_kind("PodDisruptionBudget")
    assert len(budgets) >= 4
    for one in budgets:
        assert one["spec"]["selector"]["matchLabels"] in labels
    for one in of_kind("Service"):
        assert one["spec"]["selector"] in labels
    names = {name for name, _ in pods()}
    rules = yaml.safe_load((KUBERNETES / "adapter-rules.yaml").read_text())
    served = {rule["name"]["as"] for rule in rules["rules"]["external"]}
    for one in of_kind("HorizontalPodAutoscaler"):
        assert one["spec"]["scaleTargetRef"]["name"] in names
        for metric in one["spec"]["metrics"]:
            assert metric["external"]["metric"]["name"] in served
    assert served <= set(LABELS)
