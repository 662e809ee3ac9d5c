"""Words of Django's own that the office says otherwise than Django's Chinese catalogue does.

Nothing imports this. A word marked here is in our catalogue, which is asked before Django's; the
English stays as it is.
"""

from django.utils.translation import gettext_noop as _
from django.utils.translation import ngettext_lazy

DATES = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))

# After a label, unless it ends in one of the second.
PUNCTUATION = (_(":"), _(":?.!"))

WHAT_IS_WRONG_WITH_A_FIELD = (
    _("This field is required."),
    _("This field cannot be blank."),
    _("Enter a valid value."),
    _("Enter a valid date."),
    _("Enter a valid date/time."),
    _("Enter a valid email address."),
    _("Enter a whole number."),
    _("Enter a number."),
    _("Ensure this value is less than or equal to %(limit_value)s."),
    _("Ensure this value is greater than or equal to %(limit_value)s."),
    ngettext_lazy(
        "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
        "limit_value",
    ),
    _("Select a valid choice. %(value)s is not one of the available choices."),
    _("Select a valid choice. That choice is not one of the available choices."),
    _("%(model_name)s with this %(field_label)s already exists."),
    _("%(model_name)s with this %(field_labels)s already exists."),
    _("No file was submitted."),
    _("The submitted file is empty."),
    ngettext_lazy("Please correct the error below.", "Please correct the errors below.", "count"),
)

LISTS_AND_FORMS = (
    _("Add %s"),
    _("Change %s"),
    _("View %s"),
    _("View on site"),
    _("Error:"),
    _("Save and add another"),
    _("Delete?"),
    _("Add another %(verbose_name)s"),
    _("Add another %(model)s"),
    _("Change selected %(model)s"),
    _("Delete selected %(model)s"),
    _("View selected %(model)s"),
    _("%(app)s administration"),
    _("Hold down “Control”, or “Command” on a Mac, to select more than one."),
    _("Action:"),
    _("Run the selected action"),
    _("0 of %(cnt)s selected"),
    ngettext_lazy("%(total_count)s selected", "All %(total_count)s selected", "total_count"),
    _("Select all %(total_count)s %(module_name)s"),
    _("Click here to select the objects across all pages"),
    _("Clear selection"),
)

WHAT_WAS_DONE = (
    _("The {name} “{obj}” was added successfully."),
    _("The {name} “{obj}” was added successfully. You may add another {name} below."),
    _("The {name} “{obj}” was changed successfully."),
    _("The {name} “{obj}” was changed successfully. You may edit it again below."),
    _("The {name} “{obj}” was changed successfully. You may add another {name} below."),
    _("You may edit it again below."),
    _("The %(name)s “%(obj)s” was deleted successfully."),
    _("%(name)s with ID “%(key)s” doesn’t exist. Perhaps it was deleted?"),
    _("Items must be selected in order to perform actions on them. No items have been changed."),
    _("No action selected."),
)

PEOPLE = (
    _("username"),
    _("Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only."),
    _("A user with that username already exists."),
    _(
        "Enter a valid username. This value may contain only letters, "
        "numbers, and @/./+/-/_ characters."
    ),
    _("active"),
    _(
        "Designates whether this user should be treated as active. "
        "Unselect this instead of deleting accounts."
    ),
    _("date joined"),
    _("email address"),
    _("Password change"),
    _("Old password"),
    _("Password confirmation"),
    _("New password confirmation"),
    _("Enter the same password as before, for verification."),
    _("Your old password was entered incorrectly. Please enter it again."),
    _("The two password fields didn’t match."),
    _("Your password can’t be too similar to your other personal information."),
    _("Your password can’t be a commonly used password."),
    _("Your password can’t be entirely numeric."),
    ngettext_lazy(
        "Your password must contain at least %(min_length)d character.",
        "Your password must contain at least %(min_length)d characters.",
        "min_length",
    ),
    ngettext_lazy(
        "This password is too short. It must contain at least %(min_length)d character.",
        "This password is too short. It must contain at least %(min_length)d characters.",
        "min_length",
    ),
    _("The password is too similar to the %(verbose_name)s."),
    _("This password is too common."),
    _("This password is entirely numeric."),
)
