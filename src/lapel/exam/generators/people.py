"""Names for made-up people."""

FIRST = (
    "Aaron", "Alice", "Andre", "Beth", "Carla", "Carl", "Dana", "Diego", "Elena", "Eric", "Farah", "Frank", "Grace",
    "Hana", "Henry", "Irene", "James", "Jane", "Jay", "Joan", "Kara", "Kenji", "Laura", "Leo", "Maria", "Mark", "Nina",
    "Omar", "Paula", "Peter", "Ray", "Rosa", "Ruth", "Sam", "Sara", "Tina", "Tom", "Vera", "Wade", "Zoe",
)  # fmt: skip
SURNAMES = (
    "Abbott", "Adams", "Alvarez", "Baker", "Bell", "Bennett", "Brooks", "Carter", "Chen", "Clark", "Cruz", "Davis",
    "Diaz", "Ellis", "Evans", "Flores", "Foster", "Garcia", "Gray", "Green", "Hale", "Harris", "Hill", "Ito", "Jones",
    "Kelly", "Kim", "King", "Lane", "Lee", "Lopez", "Marsh", "Moore", "Nguyen", "Olsen", "Park", "Patel", "Perez",
    "Quinn", "Reed", "Rivera", "Rossi", "Shaw", "Singh", "Soto", "Stone", "Tran", "Vargas", "Wade", "West", "Young",
)  # fmt: skip
