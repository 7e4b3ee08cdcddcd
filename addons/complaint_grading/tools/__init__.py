from . import kernel_bridge
