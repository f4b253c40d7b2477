"""What can go wrong with trials, their plots and their measurements."""

from __future__ import annotations

from core.api.declare import DomainError, _


class FactorsUnreadable(DomainError):
    """A line of the factors names no levels."""

    code = "trial_factors_unreadable"
    field = "factors"
    message = _(
        "The line “%(line)s” is not understood. Write each factor on a line of its own with at least two levels, the usual practice first: Variety: Zhengdan 958, Denghai 605."
    )


class TooManyTreatments(DomainError):
    """The factors have more combinations than a field trial compares."""

    code = "trial_too_many_treatments"
    field = "factors"
    message = _("These factors have %(n)s combinations; a trial has at most %(most)s. Take fewer factors or levels.")


class TooManyPlots(DomainError):
    """So many combinations and blocks make more plots than a field has."""

    code = "trial_too_many_plots"
    field = "blocks"
    message = _("That would be %(plots)s plots; a trial has at most %(most)s. Take fewer levels or blocks.")


class TooFewTreatments(DomainError):
    """A trial without anything to compare."""

    code = "trial_too_few_treatments"
    field = "treatments"
    message = _("Choose at least two combinations, and the usual practice among them.")


class TrialMeasured(DomainError):
    """Plots that were measured are not laid out again."""

    code = "trial_measured"
    status = 409
    message = _(
        "Something was measured on %(plots)s plots already. They are not laid out again; change single plots instead."
    )


class PlotNumberTaken(DomainError):
    """Two plots with one number."""

    code = "plot_number_taken"
    field = "number"
    message = _(
        "Plot %(number)s is there already. Two plots with one number cannot be told apart in the field: choose another."
    )


class PlotNotOfTrial(DomainError):
    """The combination belongs to another trial."""

    code = "plot_treatment_foreign"
    field = "treatment_id"
    message = _("This combination is not one of the trial. Choose one of the list.")


class PlotsMissing(DomainError):
    """Nothing was laid out yet."""

    code = "plots_missing"
    status = 409
    message = _("The trial has no plots yet. Lay them out first.")


class PlotSheetUnreadable(DomainError):
    """No head of the table was found."""

    code = "plot_sheet_unreadable"
    field = "file"
    message = _(
        "No sheet of this file has the columns of the template. It needs at least: %(columns)s. Download the template."
    )


class PlotSheetEmpty(DomainError):
    """The table has no rows."""

    code = "plot_sheet_empty"
    field = "file"
    message = _("The file has the right columns, and no row is filled in.")


class PlotSheetTooLong(DomainError):
    """More rows than a trial has plots."""

    code = "plot_sheet_too_long"
    field = "file"
    message = _("The file has more than %(most)s rows; a trial has not so many plots.")


class PlotSheetTooLarge(DomainError):
    """A file that is larger than any table."""

    code = "plot_sheet_too_large"
    field = "file"
    message = _("This table is larger than %(size)s MB. Take only the sheet of this trial.")


class PlotSheetFaulty(DomainError):
    """Nothing of it can be written."""

    code = "plot_sheet_faulty"
    status = 409
    message = _("No row of this file can be written. Correct it and choose it again.")
