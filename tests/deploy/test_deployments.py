"""What deploy/ says holds: settings, commands, files and names exist, rights are least."""

import asyncio
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import SecretStr

from bots.__main__ import main
from common.redis.connection import connect
from common.redis.embedded import binary
from core.settings import Settings
from studio.settings import Settings as StudioSettings
from tests.deploy.test_monitoring import KNOWN
from tests.patience import PATIENCE

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = {name: one for name, one in SERVICES.items() if "vidmuse" in one["image"]}
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
KUBERNETES = DEPLOY / "kubernetes"
KUSTOMIZATION = yaml.safe_load((KUBERNETES / "kustomization.yaml").read_text())
FIELDS = Settings.model_fields | StudioSettings.model_fields
SETTINGS = {name.upper() for name in FIELDS}
SECRET_FILES = {
    f"{name.upper()}_FILE"
    for name, field in FIELDS.items()
    if field.annotation is SecretStr
}
LEAST_EXPOSURE = 1.5
"""The most that `systemd-analyze security` may say; 10 is the worst."""


def resources() -> Iterator[dict[str, Any]]:
    components = ("renderers/renderer.yaml", "studios/budget.yaml", "page/page.yaml")
    for name in (*KUSTOMIZATION["resources"], *components):
        yield from yaml.safe_load_all((KUBERNETES / name).read_text())


def of_kind(*kinds: str) -> list[dict[str, Any]]:
    return [one for one in resources() if one["kind"] in kinds]


def pods() -> list[tuple[str, dict[str, Any]]]:
    return [
        (one["metadata"]["name"], one["spec"]["template"]["spec"])
        for one in of_kind("Deployment", "StatefulSet")
    ]


def known_commands(capsys: pytest.CaptureFixture[str]) -> set[str]:
    with pytest.raises(SystemExit):
        main(["--help"])
    return set(re.findall(r"^    (\w+) ", capsys.readouterr().out, re.MULTILINE))


# the image


def test_the_image_holds_every_package_and_runs_as_nobody() -> None:
    text = (DEPLOY / "Dockerfile").read_text()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    for package in project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]:
        assert f"COPY {package} {package}\n" in text
    user = re.search(r"^USER (\d+):(\d+)$", text, re.MULTILINE)
    assert user
    assert int(user.group(1)) >= 10_000


# compose


def test_compose_names_settings_and_commands_that_exist(
    capsys: pytest.CaptureFixture[str],
) -> None:
    known = known_commands(capsys)
    for name, service in OURS.items():
        assert set(service["environment"]) <= SETTINGS, name
        assert set(service["command"]) <= known, name


def test_compose_services_have_no_rights_to_lose() -> None:
    for name, service in SERVICES.items():
        assert service["restart"] == "unless-stopped"
        if name == "telegram-server":  # its image begins as root
            continue
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        for port in service.get("ports", ()):
            assert port.startswith("127.0.0.1:"), name


def test_compose_names_volumes_files_and_services_that_exist() -> None:
    for name, service in SERVICES.items():
        for volume in service.get("volumes", ()):
            source = volume.partition(":")[0]
            exists = (
                (DEPLOY / source).exists()
                if source.startswith(".")
                else source in COMPOSE["volumes"]
            )
            assert exists, (name, source)
        assert set(service.get("depends_on", ())) <= set(SERVICES)
    scraped = yaml.safe_load((DEPLOY / "prometheus/prometheus.yml").read_text())
    for job in scraped["scrape_configs"]:
        for target in job["dns_sd_configs"]:
            assert set(target["names"]) <= set(SERVICES)


# systemd


def unit_lines(path: Path) -> list[str]:
    lines = path.read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def test_both_units_confine_alike() -> None:
    both = [
        {line for line in unit_lines(path) if line.partition("=")[0] in CONFINING}
        for path in UNITS
    ]
    assert both[0] == both[1]
    assert len(both[0]) > 25


CONFINING = {
    line.partition("=")[0]
    for line in unit_lines(UNITS[0])
    if re.match(
        "No|Protect|Private|Proc|Restrict(?!art)|Lock|Cap|Amb|System|UMask|Mem|Tasks",
        line,
    )
}


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.stem)
def test_systemd_understands_the_unit_and_finds_it_confined(
    unit: Path, tmp_path: Path
) -> None:
    here = tmp_path / unit.name
    here.write_text(
        re.sub("/opt/vidmuse/.venv/bin/vidmuse", "/bin/true", unit.read_text())
    )
    verify = subprocess.run(
        ["systemd-analyze", "verify", here], capture_output=True, text=True, check=False
    )
    said = [line for line in verify.stderr.splitlines() if unit.name in line]
    assert said == []
    security = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", here],
        capture_output=True,
        text=True,
        check=False,
    )
    level = re.search(r"exposure level for \S+: ([\d.]+)", security.stdout)
    assert level, security.stderr
    assert float(level.group(1)) <= LEAST_EXPOSURE


# Kubernetes


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
    """What a JSON pointer names; the list itself where it ends in a dash."""
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
    assert sharing.keys() == {"worker", "telegram", "discord"}
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
    known = known_commands(capsys)
    header = (KUBERNETES / "kustomization.yaml").read_text()
    for name, pod in pods():
        (container,) = pod["containers"]
        if name == "redis":
            continue
        assert set(container["args"]) <= known
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
    assert served <= set(KNOWN)


# Redis


async def test_redis_takes_its_configuration_and_keeps_what_it_is_told(
    tmp_path: Path,
) -> None:
    socket = tmp_path / "s"
    place = ("--port", "0", "--unixsocket", str(socket), "--dir", str(tmp_path))
    process = await asyncio.create_subprocess_exec(
        binary(), str(DEPLOY / "redis/redis.conf"), *place,
        stdout=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    client = connect(f"unix://{socket}")
    try:
        async with asyncio.timeout(PATIENCE):
            while not socket.exists():
                await asyncio.sleep(0.02)
        found = await client.config_get("appendonly", "appendfsync", "maxmemory-policy")
    finally:
        await client.aclose()
        process.terminate()
        await process.wait()
    assert found == {
        "appendonly": "yes",
        "appendfsync": "always",
        "maxmemory-policy": "noeviction",
    }
