"""One complaint is judged: `assessment.py` tells the flow, a module for each stage; start there."""
