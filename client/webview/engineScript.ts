/** Leaves the text of the engine's script where the page finds it. A script may be loaded by its nonce, and nothing else may. */
import script from 'lab-engine'

window.torchShapeLabScript = script
