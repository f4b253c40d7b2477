"""Why combinations cannot be compared yet."""

from __future__ import annotations

from core.api.declare import DomainError, _


class ComparisonWithoutControl(DomainError):
    """Nothing was measured on the usual practice."""

    code = "comparison_without_control"
    message = _("Nothing was measured on the usual practice (CK) yet. Without it there is nothing to compare with.")


class ComparisonNothingBeside(DomainError):
    """Only the usual practice was measured."""

    code = "comparison_nothing_beside"
    message = _("Only the usual practice was measured so far. Enter what was measured on the other plots, too.")


class ComparisonControlNothing(DomainError):
    """The usual practice yielded nothing, of which there are no per cent."""

    code = "comparison_control_nothing"
    message = _(
        "The usual practice (CK) brought nothing: nobody can say by how many per cent more the others brought. Look whether its yields are entered right."
    )


class ComparisonFewReplicates(DomainError):
    """A combination stands on one measured plot only."""

    code = "comparison_few_replicates"
    message = _(
        "Every combination needs at least %(fewest)s measured plots, or nobody can tell the combination from the soil. Too few so far: %(treatments)s."
    )


class ComparisonAllEqual(DomainError):
    """Plots that were treated alike brought exactly the same."""

    code = "comparison_all_equal"
    message = _(
        "Plots that were treated alike brought exactly the same everywhere. Fields do not do that: look whether the numbers were copied."
    )


class ComparisonTooSmall(DomainError):
    """There are as many unknowns as plots."""

    code = "comparison_too_small"
    message = _("There are too few measured plots for so many combinations and blocks. Measure more of them.")
