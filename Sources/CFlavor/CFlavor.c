// The contract is headers only. This file has the compiler check them, as C, whenever the package is built.
#include "flavor.h"
#include "flavor/make.h"
