"""Shap-E through diffusers: a latent of its networks becomes a coloured mesh in the model frame."""
