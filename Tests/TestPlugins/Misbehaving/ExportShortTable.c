// The table of exports ends before the export.
#include "conversion.h"

CONVERSION_ENTRY("export-short-table", export->struct_size = offsetof(flavor_export, export_model))
