"""Every manifest of deploy/kubernetes fits the schemas of Kubernetes."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest

from tests.deploy.manifests import documents

KUBERNETES = Path(__file__).parents[2] / "deploy" / "kubernetes"
VERSIONS = ("1.31", "1.37")
"""One of the oldest that is still supported, and the newest with known schemas."""


def resources() -> Iterator[Any]:
    for path in sorted(KUBERNETES.rglob("*.yaml")):
        if path.name == "kustomization.yaml":  # of another tool
            continue
        for one in documents(path):
            if "kind" in one:  # rules of the metrics adapter have none
                name = one["metadata"]["name"]
                yield pytest.param(one, id=f"{path.stem}-{one['kind']}-{name}")


RESOURCES = tuple(resources())


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("resource", RESOURCES)
def test_every_resource_fits_the_schema(resource: dict[str, Any], version: str) -> None:
    kubernetes_validate.validate(resource, version, strict=True)


def test_a_field_that_kubernetes_does_not_know_is_found() -> None:
    deployment = next(r.values[0] for r in RESOURCES if "Deployment" in str(r.id))
    wrong = {**deployment, "spec": {**deployment["spec"], "replica": 2}}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, VERSIONS[-1], strict=True)
