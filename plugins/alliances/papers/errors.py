"""What can go wrong with templates of papers: each says which place of the template is meant, and what now."""

from __future__ import annotations

from core.api.declare import DomainError, _


class TemplateRefused(DomainError):
    """A template that papers cannot be made from."""

    code = "paper_template_refused"
    field = "document"
    message = _("No paper can be made from this file. Choose another one; the template that holds stays.")


class TemplateNotWord(TemplateRefused):
    """A file of another kind, or one Word would not open either."""

    code = "paper_template_not_word"
    message = _(
        "%(name)s is no Word document that can be read. Save the template as a document of the kind .docx, and choose it again."
    )


class TemplateTooLarge(TemplateRefused):
    """Text of more than a template can have."""

    code = "paper_template_too_large"
    message = _("This template holds far more text than a paper needs. Take out what does not belong to it.")


class TemplateFetches(TemplateRefused):
    """Something in it would be fetched from elsewhere, or run, when it is opened."""

    code = "paper_template_fetches"
    message = _(
        "This template wants to fetch or run something when it is opened (%(what)s). Take that out, so that the paper stands for itself."
    )


class FieldUnknown(TemplateRefused):
    """It prints something there is not."""

    code = "paper_field_unknown"
    message = _("The template prints “%(name)s”, and there is no such field. Look the fields up in the list below.")


class FieldUnknownNearOne(FieldUnknown):
    """It prints something there is not, and something that sounds like it is there."""

    code = "paper_field_unknown_near"
    message = _("The template prints “%(name)s”, and there is no such field. Do you mean “%(nearest)s”?")


class FieldMisplaced(TemplateRefused):
    """A field of paragraphs within a line, or words outside one."""

    code = "paper_field_misplaced"
    message = _(
        "The field “%(name)s” stands in the wrong way: what prints whole paragraphs stands alone in a paragraph as {{p %(name)s }}, and everything else as {{ %(name)s }}."
    )


class RowsNotRepeated(TemplateRefused):
    """A field of rows is printed as if it were words, or words are repeated."""

    code = "paper_field_of_rows"
    message = _(
        "“%(name)s” is not used as its kind is: rows are repeated with {%%tr for %%}, words are printed with {{ }}."
    )


class TemplateFaulty(TemplateRefused):
    """A bracket or an end is missing."""

    code = "paper_template_faulty"
    message = _(
        "The template cannot be read near “%(place)s”. See that every {{ has its }}, every for its endfor and every if its endif, within one paragraph or one row."
    )


class TemplateDoesMore(TemplateRefused):
    """It computes or calls instead of printing."""

    code = "paper_template_does_more"
    message = _(
        "A template prints fields, repeats rows and leaves parts out, nothing else; this one does more near “%(place)s”. Take that out."
    )


class TemplateWithoutText(TemplateRefused):
    """What was agreed would be missing from the paper."""

    code = "paper_template_without_text"
    message = _("The template does not print the text itself. Put {{p %(name)s }} into a paragraph of its own.")


class NothingOnTrial(DomainError):
    """A template is to hold that is not there any more."""

    code = "paper_nothing_on_trial"
    status = 409
    message = _("No template is being tried out here any more. Perhaps somebody has decided about it meanwhile.")


class NoPaper(DomainError):
    """A paper of something nobody wrote yet."""

    code = "paper_nothing_written"
    status = 404
    message = _("Nothing is written yet that could be printed. Write the record or the minutes first.")


class TemplateGone(DomainError):
    """The station's own template is not where its bytes belong."""

    code = "paper_template_gone"
    status = 409
    message = _(
        "The content of the station's own template is not in its place any more. Bring it again in “Word templates”, or go back to the one of the house."
    )
