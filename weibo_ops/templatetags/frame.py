"""Tags that only the frame (`templates/base.html`) needs."""

from django import template
from django.forms import BoundField
from django.http import HttpRequest, QueryDict
from django.template.context import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY, BlockContext, BlockNode
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def block_again(context: Context, name: str) -> str:
    """The content of a block once more: pages fill `title` once, the frame shows it in the tab and as heading."""
    blocks: BlockContext | None = context.render_context.get(BLOCK_CONTEXT_KEY)
    block: BlockNode | None = blocks.get_block(name) if blocks else None
    return "" if block is None else block.render(context)


@register.simple_tag(takes_context=True)
def page_link(context: Context, *, before: int | None = None, after: int | None = None) -> str:
    """The address of a neighbouring page of a list: filters stay, the key changes."""
    request: HttpRequest | None = context.get("request")
    query = request.GET.copy() if request is not None else QueryDict(mutable=True)
    for name, value in (("before", before), ("after", after)):
        query.pop(name, None)
        if value is not None:
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.simple_tag
def field_input(field: BoundField, hint: str = "") -> SafeString:
    """The control of a form field, with the looks and the links to hint and errors that the frame's forms have."""
    looks = "form-select" if field.widget_type in ("select", "nullbooleanselect") else "form-control"
    attributes: dict[str, str | bool] = {"class": looks, "placeholder": ""}
    described = [f"{field.id_for_label}-hint"] if hint else []
    if field.errors:
        attributes |= {"class": f"{looks} is-invalid", "aria-invalid": "true"}
        described.append(f"{field.id_for_label}-errors")
    if described:
        attributes["aria-describedby"] = " ".join(described)
    return field.as_widget(attrs=attributes)
