"""Point-E's published networks and samplers (Nichol et al. 2022), written anew and loading OpenAI's files unchanged."""
