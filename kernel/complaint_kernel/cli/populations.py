"""`tier`: customers under one policy."""

from __future__ import annotations

import click

from . import inputs
from .output import json_text
from .running import Answer


@click.command()
@click.argument("policy")
@click.argument("customer")
@inputs.parameters_option
@inputs.json_option
def tier(policy: str, customer: str, parameters: str | None, as_json: bool) -> Answer:
    """The tier of one CUSTOMER, a JSON file with {"id": …, "facts": {…}}."""
    from ..tiers import classify

    rules = inputs.load(policy, parameters)
    answer = classify(rules, inputs.read_json(customer), file=inputs.shown_name(customer))
    if as_json:
        return Answer(json_text(answer.to_dict()), answer.warnings)
    reasons = [f"- {reason.condition} ({reason.clause})" for reason in answer.reasons]
    return Answer("\n".join([f"{answer.customer}: {answer.tier or 'no tier'}", *reasons]), answer.warnings)
