"""The content that ships: its files and its steps."""

from pathlib import Path

from checklists import model

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "checklists").rglob("*.yaml"))
STEPS = sorted(model.steps().values(), key=lambda step: step.id)
