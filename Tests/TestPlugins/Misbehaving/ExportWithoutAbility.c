// The descriptor names a format to export to, and there is no ability to.
#include "conversion.h"

CONVERSION_ENTRY("export-without-ability", table->ability = NULL)
