"""What infra/samconfig.toml says of an environment, such as `dev` or `prod`, and infra/template.yaml of its parameters."""

from __future__ import annotations

import configparser
import dataclasses
import os
import pathlib
import re
import shlex

try:
    import tomllib
except ImportError:
    try:
        # Python before 3.11 reads no TOML, but its pip does.
        from pip._vendor import tomli as tomllib
    except ImportError:
        raise SystemExit("this needs Python 3.11 or later, or an earlier one with pip 21.2 or later") from None

ROOT = pathlib.Path(__file__).resolve().parents[1]
CONFIG = ROOT / "infra" / "samconfig.toml"
TEMPLATE = ROOT / "infra" / "template.yaml"


class Wrong(Exception):
    """Why nothing can be deployed, and what to do."""


@dataclasses.dataclass
class Environment:
    """One section of samconfig.toml."""

    name: str
    stack: str
    profile: str | None
    region: str
    # As they stand there: `Name=value`.
    overrides: list[str]
    confirms: bool

    @property
    def given(self) -> dict[str, str]:
        """The parameters by name, without quotes around values."""
        return dict(pair.split("=", 1) for pair in (" ".join(shlex.split(entry)) for entry in self.overrides))


def read(name: str) -> Environment:
    """The environment of this name."""
    try:
        config = tomllib.loads(CONFIG.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise Wrong(f"{CONFIG.name} can't be read: {error}") from error
    names = [key for key, value in config.items() if isinstance(value, dict)]
    if name not in names:
        raise Wrong(f"infra/{CONFIG.name} has no such environment, but {' and '.join(names) or 'none'}")
    sections = [config[name].get(command, {}).get("parameters", {}) for command in ("global", "deploy")]
    settings = {key: value for section in sections for key, value in section.items()}
    profile = settings.get("profile") or os.environ.get("AWS_PROFILE")
    region = settings.get("region") or os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
    return Environment(
        name=name,
        stack=settings.get("stack_name", ""),
        profile=profile,
        region=region or configured_region(profile),
        overrides=entries(settings.get("parameter_overrides", [])),
        confirms=settings.get("confirm_changeset", False),
    )


def entries(overrides) -> list[str]:
    """SAM takes a list, a table or one text."""
    if isinstance(overrides, dict):
        return [f"{name}={value}" for name, value in overrides.items()]
    if isinstance(overrides, str):
        # Split at spaces outside of quotes, which stay.
        return re.findall(r"""(?:[^\s"']|"[^"]*"|'[^']*')+""", overrides)
    return list(overrides)


def configured_region(profile: str | None) -> str:
    """The one that `aws configure` stored."""
    file = configparser.ConfigParser()
    path = os.environ.get("AWS_CONFIG_FILE") or pathlib.Path.home() / ".aws" / "config"
    try:
        file.read(path, encoding="utf-8")
    except configparser.Error:
        return ""
    section = f"profile {profile}" if profile and profile != "default" else "default"
    return file.get(section, "region", fallback="")


def parameters() -> dict[str, str]:
    """The template's parameters with their defaults. Tests hold this to what a reader of YAML finds."""
    section = TEMPLATE.read_text(encoding="utf-8").partition("\nParameters:\n")[2]
    found: dict[str, str] = {}
    for line in section.splitlines():
        if re.match(r"\w", line):
            break
        if name := re.match(r"  (\w+):$", line):
            found[name[1]] = ""
        elif default := re.match(r"    Default: (.*)$", line):
            found[next(reversed(found))] = default[1].strip("\"'")
    return found


def packages() -> list[str]:
    """The zips that the template deploys."""
    return sorted(set(re.findall(r"CodeUri: \.\./target/package/([\w-]+\.zip)", TEMPLATE.read_text(encoding="utf-8"))))
