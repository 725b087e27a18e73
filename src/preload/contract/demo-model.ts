// The built-in model, by its name. Apart from what is said of models, so that the page needs none of their schemas.

/** The name of the built-in model that says it is one. */
export const demoModelName = 'tallystick-demo';
