"""Where standards are found, in the order of the work: what there is, what is made to it."""

from django.utils.translation import gettext_lazy as _

from qualitysup.casework.navigation import NavGroup, register_lists

GROUP = NavGroup("standards", _("Standards"), 64)

register_lists(
    "standards",
    GROUP,
    (_("Catalogue of standards"), "standard", "view_standard", "library"),
    (_("Standards executed"), "execution", "view_execution", "package-check"),
    (_("Filings and declarations"), "filing", "view_filing", "file-check"),
    (_("Drafting of standards"), "drafting", "view_drafting", "pencil-ruler"),
    (_("Services of the institute"), "servicerequest", "view_servicerequest", "scan-barcode"),
    (_("Firm codes"), "firmcode", "view_firmcode", "barcode"),
    (_("Institutes"), "institute", "view_institute", "landmark"),
    (_("Accreditations"), "accreditation", "view_accreditation", "badge-check"),
    (_("Stated figures"), "statedfigure", "view_statedfigure", "quote"),
    (_("Mandatory standards of trades"), "tradestandard", "view_tradestandard", "scale"),
    (_("Classes of standards"), "classification", "view_classification", "folder-tree"),
    (_("Items of labels"), "labelitem", "view_labelitem", "tags"),
    (_("Prefixes of barcodes"), "barcodeprefix", "view_barcodeprefix", "hash"),
    (_("Letters of standards"), "standardprefix", "view_standardprefix", "case-upper"),
)
