"""The names of QTI 3.0 that reading and writing share."""

ITEM_SPACE = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
CP_SPACE = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"
QTI_METADATA_SPACE = "http://www.imsglobal.org/xsd/imsqti_metadata_v3p0"
LOM_SPACE = "http://ltsc.ieee.org/xsd/LOM"
MANIFEST = "imsmanifest.xml"
ITEM_RESOURCE = "imsqti_item_xmlv3p0"
OURS = "Lapel"
"""The catalog and vocabulary under which metadata are Lapel's own."""

ANSWER = "RESPONSE"
UNIT_CLASS = "lapel-unit"
WORKING = "working"
ERROR = "error-"
INTERACTIONS = {
    "one-best": "qti-choice-interaction",
    "multi-select": "qti-choice-interaction",
    "ordering": "qti-order-interaction",
    "numeric": "qti-text-entry-interaction",
    "hotspot": "qti-hotspot-interaction",
}
